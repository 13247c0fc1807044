namespace Winnow.Chunking;

/// <summary>What ends between two neighbouring words, from the worst place for a cut to the best.</summary>
enum Border
{
    InsideWord,
    Word,
    Sentence,
    Paragraph,
}
