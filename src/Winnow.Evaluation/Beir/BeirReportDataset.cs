namespace Winnow.Evaluation.Beir;

/// <summary>A data set as a report describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Split">The name of the judgements.</param>
/// <param name="Documents">The number of documents.</param>
/// <param name="Queries">The number of judged queries.</param>
/// <param name="Fingerprint">SHA-256 of documents and queries.</param>
/// <param name="FirstStage">The name of the first stage.</param>
/// <param name="FirstStageProtocol">How the candidates were found.</param>
/// <param name="Candidates">The number of pairs that were reranked.</param>
/// <param name="Notes">What was left out of the files.</param>
public sealed record BeirReportDataset(
    string Name, string Split, int Documents, int Queries, string Fingerprint, string FirstStage, string FirstStageProtocol, int Candidates, IReadOnlyList<string> Notes);
