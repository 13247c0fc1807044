namespace Winnow.Evaluation.Speed.Workers;

/// <summary>A worker process could not do what it was asked: it crashed, or the system stopped it for its memory.</summary>
sealed class WorkerFailedException(string message) : Exception(message);
