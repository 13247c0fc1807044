namespace Winnow.Server.SageMaker;

/// <summary>A model of a multi-model endpoint.</summary>
/// <param name="Name">The name by which SageMaker asks for it.</param>
/// <param name="Url">Where it lies, as SageMaker has said.</param>
/// <param name="Bytes">The size of its weight files.</param>
sealed record LoadedArchive(string Name, string Url, long Bytes);
