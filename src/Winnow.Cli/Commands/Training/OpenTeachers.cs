using Winnow.Evaluation.Scorers;
using Winnow.Training.Labelling;
using Winnow.Training.Mining;

namespace Winnow.Cli.Commands.Training;

/// <summary>The teachers of a run, loaded before the work so that a wrong name is told at once.</summary>
sealed class OpenTeachers : IDisposable
{
    readonly List<ITeacher> _teachers = [];
    readonly List<IDisposable> _models = [];

    /// <summary>Gets the teachers in the order in which they came.</summary>
    public IReadOnlyList<ITeacher> All => _teachers;

    /// <summary>Loads a reranker, or an embedder.</summary>
    /// <param name="model">A folder or a name.</param>
    /// <param name="cache">The folder that keeps vectors and scores.</param>
    /// <param name="engine">The settings of rerankers.</param>
    /// <param name="open">Loads an embedder.</param>
    public void Add(string model, string cache, EngineOptions engine, Func<string, ITextEncoder> open)
    {
        if (CandidateScorer.IsReranker(model))
        {
            var reranker = new RerankerTeacher(model, cache, engine);
            _models.Add(reranker);
            _teachers.Add(reranker);
        }
        else
        {
            ITextEncoder encoder = open(model);
            _models.Add(encoder);
            _teachers.Add(new EncoderTeacher(encoder, new VectorCache(cache)));
        }
    }

    /// <summary>Releases the models.</summary>
    public void Dispose()
    {
        foreach (IDisposable model in _models)
            model.Dispose();
    }
}
