namespace Winnow.Evaluation.Trec;

/// <summary>When two scores count as equal, so that the document ids decide: the precision in which trec_eval compares scores, which changed with version 10.</summary>
/// <remarks>
/// Under both rules documents are ordered by score, highest first, and equal scores by document id, last first, comparing the ids' UTF-8 bytes
/// (<c>comp_sim_docno</c> in trec_eval's <c>form_res_rels.c</c>).
/// </remarks>
public enum TieRule
{
    /// <summary>Scores are rounded to 32-bit floats first, as in trec_eval up to 9.0.8, pytrec_eval and BEIR.</summary>
    Float32,

    /// <summary>Scores are compared as 64-bit floats, as in trec_eval from 10.0.</summary>
    Double,
}
