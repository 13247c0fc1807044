namespace Winnow.Tokenization.PostProcessors;

/// <summary>What is put round a text and round a pair.</summary>
/// <param name="Name">The step's name as tokenizer.json writes it.</param>
/// <param name="Single">The template of one text.</param>
/// <param name="Pair">The template of two texts.</param>
sealed record PostProcessor(string Name, SequenceTemplate Single, SequenceTemplate Pair)
{
    /// <summary>No special tokens; the second text of a pair has type 1.</summary>
    public static PostProcessor None { get; } = new(
        "",
        new SequenceTemplate(TemplatePart.Text(0, 0)),
        new SequenceTemplate(TemplatePart.Text(0, 0), TemplatePart.Text(1, 1)));

    /// <summary>Whether the step changes neither ids nor types.</summary>
    public bool AddsNothing => ReferenceEquals(Single, None.Single);

    /// <summary><c>[CLS] A [SEP] B [SEP]</c>, types 0 and 1.</summary>
    public static PostProcessor Bert(int cls, int sep) => new(
        "BertProcessing",
        new SequenceTemplate(TemplatePart.Special(0, cls), TemplatePart.Text(0, 0), TemplatePart.Special(0, sep)),
        new SequenceTemplate(
            TemplatePart.Special(0, cls),
            TemplatePart.Text(0, 0),
            TemplatePart.Special(0, sep),
            TemplatePart.Text(1, 1),
            TemplatePart.Special(1, sep)));

    /// <summary><c>&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;</c>, all types 0.</summary>
    public static PostProcessor Roberta(int cls, int sep) => new(
        "RobertaProcessing",
        new SequenceTemplate(TemplatePart.Special(0, cls), TemplatePart.Text(0, 0), TemplatePart.Special(0, sep)),
        new SequenceTemplate(
            TemplatePart.Special(0, cls),
            TemplatePart.Text(0, 0),
            TemplatePart.Special(0, sep, sep),
            TemplatePart.Text(1, 0),
            TemplatePart.Special(0, sep)));
}
