namespace Winnow.Evaluation.Beir;

/// <summary>A document of a data set.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Title">Its title, often empty.</param>
/// <param name="Text">Its text.</param>
public readonly record struct BeirDocument(string Id, string Title, string Text)
{
    /// <summary>Gets what rerankers read: title, a space and text, without white space at the ends, as in BEIR's <c>rerank.py</c>.</summary>
    public string Contents => (Title + " " + Text).Trim();
}
