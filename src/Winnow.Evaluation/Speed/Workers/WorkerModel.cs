namespace Winnow.Evaluation.Speed.Workers;

/// <summary>What a worker process runs.</summary>
/// <param name="Side">The engine, <see cref="SpeedWorker.Winnow"/> or <see cref="SpeedWorker.OnnxRuntime"/>.</param>
/// <param name="Path">The model folder or the exported file.</param>
/// <param name="Precision">The arithmetic.</param>
/// <param name="Vocabulary">The number of token ids.</param>
sealed record WorkerModel(string Side, string Path, Precision Precision, int Vocabulary);
