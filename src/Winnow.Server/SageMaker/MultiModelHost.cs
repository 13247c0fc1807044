using Microsoft.Extensions.Logging;
using Winnow.Server.Http;
using Winnow.Server.Models;

namespace Winnow.Server.SageMaker;

/// <summary>Loads and unloads the models of a multi-model endpoint.</summary>
/// <remarks>Safe for concurrent use; one model is loaded at a time. Requests that use a model when it is unloaded are answered by it.</remarks>
sealed partial class MultiModelHost(ModelCatalog catalog, WinnowServerOptions options, ILogger<MultiModelHost> logger) : IDisposable
{
    readonly Lock _lock = new();
    readonly SemaphoreSlim _loading = new(1);
    readonly Dictionary<string, LoadedArchive> _loaded = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the loaded models in the order of their names.</summary>
    public IReadOnlyList<LoadedArchive> Models
    {
        get
        {
            lock (_lock)
                return [.. _loaded.Values.OrderBy(model => model.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>Gets a loaded model.</summary>
    /// <exception cref="ApiException">There is none of that name.</exception>
    public LoadedArchive Get(string name)
    {
        lock (_lock)
            return _loaded.TryGetValue(name, out LoadedArchive? model) ? model : throw Unknown(name);
    }

    /// <summary>Loads a model.</summary>
    /// <param name="name">The name by which it is asked for.</param>
    /// <param name="url">Where it lies.</param>
    /// <param name="cancellationToken">Stops the wait for other models that are being loaded.</param>
    /// <exception cref="ApiException">The name is taken, there is no memory left, or there is no model.</exception>
    /// <exception cref="WinnowException">The folder is no model that can be served.</exception>
    public async Task LoadAsync(string name, string url, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            lock (_lock)
            {
                if (_loaded.ContainsKey(name))
                    throw new ApiException(ApiFault.AlreadyLoaded, $"The model '{name}' is already loaded. Unload it first to load another in its place.", "model_name");
            }

            var archive = new LoadedArchive(name, url, 0);
            string folder = Locate(archive);
            archive = archive with { Bytes = ModelArchive.WeightBytes(folder) };
            CheckMemory(archive);
            ServedModel model = await Task.Run(() => Load(archive, folder), CancellationToken.None).ConfigureAwait(false);
            catalog.Put(model);
            lock (_lock)
                _loaded.Add(name, archive);
            Loaded(logger, name, folder, archive.Bytes);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Takes a model out. Its memory is free when the last request that uses it has ended.</summary>
    /// <exception cref="ApiException">There is none of that name.</exception>
    public void Unload(string name)
    {
        lock (_lock)
        {
            if (!_loaded.Remove(name))
                throw Unknown(name);
        }

        catalog.Remove(name);
        Unloaded(logger, name);
    }

    public void Dispose() => _loading.Dispose();

    // Only SageMaker calls this, but whoever reaches the port could: nothing outside of its folder is opened.
    string Locate(LoadedArchive archive)
    {
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.SageMaker.BaseFolder)) + Path.DirectorySeparatorChar;
        string folder = Path.GetFullPath(archive.Url, root);
        if (!folder.StartsWith(root, StringComparison.Ordinal))
            throw new ApiException(ApiFault.Invalid, "The field 'url' must be a folder below the one in which SageMaker lays models.", "url");
        IReadOnlyList<string> found = ModelArchive.Find(folder);
        return found.Count switch
        {
            1 => found[0],
            0 => throw new ApiException(ApiFault.Invalid, $"The model '{archive.Name}' has no config.json, neither in its archive nor in a folder in it. Pack the model's folder with eng/model-archive.", "url"),
            _ => throw new ApiException(ApiFault.Invalid, $"The archive of the model '{archive.Name}' has {found.Count} models in it. Pack one an archive.", "url"),
        };
    }

    void CheckMemory(LoadedArchive archive)
    {
        long limit = options.SageMaker.ModelMemoryBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3;
        long used = Models.Sum(model => model.Bytes);
        if (used + archive.Bytes > limit)
            throw NoMemory($"The model '{archive.Name}' has {archive.Bytes:N0} bytes of weights; {used:N0} are loaded, and there is room for {limit:N0}. Unload others first.");
    }

    ServedModel Load(LoadedArchive archive, string folder)
    {
        try
        {
            return ServedModel.Load(folder, options.Engine, archive.Name);
        }
        catch (OutOfMemoryException)
        {
            throw NoMemory($"There is no memory for the model '{archive.Name}'. Unload others first.");
        }
        catch (WinnowException error)
        {
            // The client is told without the folder; the log has all of it.
            NotLoaded(logger, archive.Name, error.Message);
            throw;
        }
    }

    static ApiException Unknown(string name) => new(ApiFault.UnknownModel, $"The model '{name}' is not loaded.");

    static ApiException NoMemory(string message) => new(ApiFault.NoMemory, message);

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded the model {Name} of {Folder}, {Bytes} bytes of weights.")]
    static partial void Loaded(ILogger logger, string name, string folder, long bytes);

    [LoggerMessage(Level = LogLevel.Information, Message = "Unloaded the model {Name}.")]
    static partial void Unloaded(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model {Name} was not loaded: {Reason}")]
    static partial void NotLoaded(ILogger logger, string name, string reason);
}
