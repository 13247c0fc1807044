using System.Text.Json;
using TorchSharp.Modules;
using Winnow.Training.Modules;
using Winnow.Weights;

namespace Winnow.Training.Steps;

/// <summary>A folder from which a training goes on: the parameters, their average, the optimizer's moments, and where in the course they were taken.</summary>
/// <remarks>It is written beside the old one and takes its place when it is complete, so that a kill at any moment leaves one of the two.</remarks>
sealed class Checkpoint(string folder)
{
    const string Name = "checkpoint", Parameters = "parameters.safetensors", Average = "average.safetensors", Moments = "optimizer.bin", Course = "course.json";

    string Current => Path.Combine(folder, Name);

    string Old => Path.Combine(folder, Name + ".old");

    /// <summary>Where a training was.</summary>
    /// <param name="Fingerprint">What it trains, and how.</param>
    /// <param name="Step">The steps that are done.</param>
    /// <param name="LogLength">The bytes of the log until then.</param>
    /// <param name="BestStep">The step of the best evaluation.</param>
    /// <param name="Best">Its value, or null before the first.</param>
    /// <param name="Worse">The evaluations since.</param>
    public sealed record State(string Fingerprint, int Step, long LogLength, int BestStep, double? Best, int Worse);

    /// <summary>Reads the course, or gives null where there is no checkpoint.</summary>
    /// <exception cref="WinnowException">The checkpoint is of another training, or damaged.</exception>
    public State? Find(string fingerprint)
    {
        // Killed between the two renames.
        if (!Directory.Exists(Current) && Directory.Exists(Old))
            Directory.Move(Old, Current);
        if (!Directory.Exists(Current))
            return null;
        try
        {
            State state = JsonSerializer.Deserialize<State>(File.ReadAllBytes(Path.Combine(Current, Course))) ?? throw new JsonException("It is empty.");
            return state.Fingerprint == fingerprint
                ? state
                : throw new WinnowException($"{Current}: this is the checkpoint of another training: {state.Fingerprint} instead of {fingerprint}. Name another folder, or remove this one to begin anew.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new WinnowException($"{Current}: the checkpoint cannot be read: {error.Message} Remove the folder to begin anew.", error);
        }
    }

    /// <summary>Puts a checkpoint's numbers in place.</summary>
    public void Load(ParameterSet parameters, IReadOnlyDictionary<string, TorchSharp.torch.Tensor>? average, OptimizerHelper optimizer)
    {
        using (ModelWeights weights = ModelWeights.Open(Current, Parameters))
            parameters.Load(weights);
        if (average is not null)
        {
            using ModelWeights weights = ModelWeights.Open(Current, Average);
            foreach ((string name, TorchSharp.torch.Tensor value) in average)
                ParameterSet.Load(value, weights, name);
        }

        optimizer.load_state_dict(Path.Combine(Current, Moments));
    }

    /// <summary>Writes a checkpoint.</summary>
    public void Save(State state, ParameterSet parameters, IReadOnlyDictionary<string, TorchSharp.torch.Tensor>? average, OptimizerHelper optimizer)
    {
        string next = Path.Combine(folder, Name + ".new");
        try
        {
            if (Directory.Exists(next))
                Directory.Delete(next, recursive: true);
            Directory.CreateDirectory(next);
            SafetensorsWriter.Write(Path.Combine(next, Parameters), parameters.Tensors(name => name));
            if (average is not null)
                SafetensorsWriter.Write(Path.Combine(next, Average), average.Select(pair => ParameterSet.Stored(pair.Key, pair.Value)));
            optimizer.save_state_dict(Path.Combine(next, Moments));
            File.WriteAllBytes(Path.Combine(next, Course), JsonSerializer.SerializeToUtf8Bytes(state));
            if (Directory.Exists(Old))
                Directory.Delete(Old, recursive: true);
            if (Directory.Exists(Current))
                Directory.Move(Current, Old);
            Directory.Move(next, Current);
            if (Directory.Exists(Old))
                Directory.Delete(Old, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WinnowException($"{folder}: the checkpoint cannot be written: {error.Message} The one before it is still there. Check that the disk has room.", error);
        }
    }
}
