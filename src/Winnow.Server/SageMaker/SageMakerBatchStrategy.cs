namespace Winnow.Server.SageMaker;

/// <summary>How a batch transform job puts records into requests.</summary>
public enum SageMakerBatchStrategy
{
    /// <summary>As many as fit.</summary>
    MultiRecord,

    /// <summary>One a request.</summary>
    SingleRecord,
}
