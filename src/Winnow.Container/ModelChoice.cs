using Winnow.Server.SageMaker;

namespace Winnow.Container;

/// <summary>Which models a container serves.</summary>
static class ModelChoice
{
    const string Variable = "WINNOW_MODEL";

    /// <summary>Reads which: those that <c>WINNOW_MODEL</c> names, else what SageMaker has unpacked, else none, which stands for the model in the image.</summary>
    /// <exception cref="WinnowException">SageMaker's folder has files in it and no model.</exception>
    public static IReadOnlyList<string> Read(EnvironmentReader environment, SageMakerSettings sageMaker)
    {
        if (environment.Text(Variable) is { } names)
        {
            if (sageMaker.MultiModel)
                throw new WinnowException($"{Variable} is set and SAGEMAKER_MULTI_MODEL is true: a multi-model endpoint gets its models from SageMaker. Leave one of them out.");
            return names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        string folder = sageMaker.ModelFolder;
        if (sageMaker.MultiModel || !Directory.Exists(folder))
            return [];
        IReadOnlyList<string> models = ModelArchive.Find(folder);
        if (models.Count == 0 && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new WinnowException(
                $"{folder}: this folder has no config.json, neither in it nor in a folder in it. Put config.json, tokenizer.json and model.safetensors into the model.tar.gz: eng/model-archive DIR does.");
        }

        return models;
    }
}
