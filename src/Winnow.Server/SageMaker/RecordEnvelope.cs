namespace Winnow.Server.SageMaker;

/// <summary>What stands around the answers to many records.</summary>
/// <param name="Start">Before the first.</param>
/// <param name="Between">Between two.</param>
/// <param name="End">After the last.</param>
sealed record RecordEnvelope(string Start, string Between, string End)
{
    /// <summary>A line each.</summary>
    public static readonly RecordEnvelope Lines = new("", "\n", "\n");

    /// <summary>A JSON list, for clients that want one document.</summary>
    public static readonly RecordEnvelope List = new("[", ",", "]");

    /// <summary>What Jina's containers answer to a batch.</summary>
    public static readonly RecordEnvelope JinaPackage = new("{\"data\":[", ",", "],\"parameters\":{}}");

    /// <summary>Gets the one for an input and the media type of its answer.</summary>
    public static RecordEnvelope For(InvocationInput input, string answerType)
    {
        if (answerType != InvocationTypes.Json)
            return Lines;
        return input == InvocationInput.Csv ? JinaPackage : List;
    }
}
