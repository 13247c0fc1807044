using Winnow.Server.Http;

namespace Winnow.Server.Models;

/// <summary>The models that are served.</summary>
/// <remarks>Safe for concurrent use. A model that is taken out or replaced is released when the last request that uses it has ended.</remarks>
sealed class ModelCatalog : IDisposable
{
    readonly Lock _lock = new();
    readonly List<Entry> _entries = [];
    readonly bool _acceptAnyName;

    public ModelCatalog(IEnumerable<ServedModel> models, bool acceptAnyName)
    {
        _acceptAnyName = acceptAnyName;
        foreach (ServedModel model in models)
            Put(model);
    }

    /// <summary>Gets the models in the order in which they were added.</summary>
    public IReadOnlyList<ServedModel> Models
    {
        get
        {
            lock (_lock)
                return [.. _entries.Select(entry => entry.Model)];
        }
    }

    /// <summary>Adds a model, or puts it in the place of the one of the same name.</summary>
    public void Put(ServedModel model)
    {
        Entry? old;
        lock (_lock)
        {
            int place = _entries.FindIndex(entry => Is(entry, model.Name));
            old = place < 0 ? null : _entries[place];
            if (place < 0)
                _entries.Add(new Entry(model));
            else
                _entries[place] = new Entry(model);
        }

        Retire(old);
    }

    /// <summary>Takes a model out.</summary>
    /// <returns>Whether there was one of that name.</returns>
    public bool Remove(string name)
    {
        Entry? old;
        lock (_lock)
        {
            old = _entries.Find(entry => Is(entry, name));
            if (old is not null)
                _entries.Remove(old);
        }

        Retire(old);
        return old is not null;
    }

    /// <summary>Gets a model to use.</summary>
    /// <param name="name">Its name, or null or empty for the first.</param>
    /// <exception cref="ApiException">There is no such model.</exception>
    public ModelLease Lease(string? name)
    {
        lock (_lock)
        {
            if (_entries.Count == 0)
                throw new ApiException(ApiFault.Unavailable, "No model is loaded.");
            Entry? entry = string.IsNullOrEmpty(name) ? _entries[0] : _entries.Find(entry => Is(entry, name));
            // Clients with a fixed model name must work with the one model that there is.
            entry ??= _acceptAnyName && _entries.Count == 1 ? _entries[0] : null;
            if (entry is null)
            {
                string known = string.Join(", ", _entries.Select(one => $"'{one.Model.Name}'"));
                throw new ApiException(ApiFault.UnknownModel, $"The model '{name}' is not served here. Served: {known}.", "model");
            }

            entry.Leases++;
            return new ModelLease(entry.Model, () => Return(entry));
        }
    }

    public void Dispose()
    {
        List<Entry> entries;
        lock (_lock)
        {
            entries = [.. _entries];
            _entries.Clear();
        }

        entries.ForEach(Retire);
    }

    void Return(Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Leases > 0 || !entry.Retired)
                return;
        }

        entry.Model.Dispose();
    }

    void Retire(Entry? entry)
    {
        if (entry is null)
            return;
        lock (_lock)
        {
            entry.Retired = true;
            if (entry.Leases > 0)
                return;
        }

        entry.Model.Dispose();
    }

    static bool Is(Entry entry, string name) => string.Equals(entry.Model.Name, name, StringComparison.OrdinalIgnoreCase);

    sealed class Entry(ServedModel model)
    {
        public ServedModel Model => model;

        public int Leases { get; set; }

        public bool Retired { get; set; }
    }
}
