namespace Winnow.Evaluation.Reports.Inputs;

/// <summary>What a report is about.</summary>
enum ReportKind
{
    /// <summary>Reranking by BEIR's protocol.</summary>
    Beir,

    /// <summary>Hit rate and MRR of retrieval for generation.</summary>
    Rag,

    /// <summary>The speed of one model.</summary>
    Speed,
}
