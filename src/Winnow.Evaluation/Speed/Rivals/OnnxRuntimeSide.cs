using Microsoft.ML.OnnxRuntime;
using Winnow.Evaluation.Speed.Workers;

namespace Winnow.Evaluation.Speed.Rivals;

/// <summary>ONNX Runtime with an exported model: all graph optimisations, a thread pool of its own, padded batches.</summary>
sealed class OnnxRuntimeSide(string file, int threads) : IWorkerSide
{
    // The header of ONNX Runtime's configuration keys: threads stop spinning as soon as the last run returns. Within a run they spin as they always do.
    const string ForceSpinningStop = "session.force_spinning_stop";

    readonly RunOptions _run = new();
    InferenceSession? _session;
    OnnxBatch[] _batches = [];
    int _vocabulary;

    public void Load(int vocabulary)
    {
        OnnxRuntimeLibrary.Version();
        _vocabulary = vocabulary;
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry(ForceSpinningStop, "1");
        _session = new InferenceSession(file, options);
    }

    public Action Prepare(IReadOnlyList<int[]> batches)
    {
        InferenceSession session = _session ?? throw new InvalidOperationException("The model is not loaded.");
        DisposeBatches();
        // The export says what the folder was.
        bool segmented = session.ModelMetadata.CustomMetadataMap.TryGetValue("winnow.head", out string? head) && head == "interaction";
        _batches = [.. batches.Select(lengths => new OnnxBatch(lengths, _vocabulary, session.InputMetadata.Keys, segmented))];
        OnnxBatch[] prepared = _batches;
        return () =>
        {
            foreach (OnnxBatch batch in prepared)
                batch.Run(session, _run);
        };
    }

    public void Dispose()
    {
        DisposeBatches();
        _session?.Dispose();
        _run.Dispose();
    }

    void DisposeBatches()
    {
        foreach (OnnxBatch batch in _batches)
            batch.Dispose();
    }
}
