using System.Globalization;
using Winnow.Models;
using Winnow.Tokenization;
using Winnow.Training.Conversion;
using Winnow.Training.Data;
using Winnow.Training.Modules;
using Winnow.Training.Steps;

namespace Winnow.Training.Distillation;

/// <summary>The steps on states of a distillation: who teaches, which of its layers are the targets, on which texts, and how the student is judged.</summary>
sealed class StateTeaching : IDisposable
{
    // Of each collection: the mean cosine of that many texts is known to a thousandth.
    const int MostUnseenDocuments = 1000;

    readonly DistillOptions _options;
    readonly TrainableEncoder _student, _teacher;
    readonly Tokenizer _tokenizer;
    readonly FolderPrompts _prompts;
    readonly int[] _layers;

    /// <summary>Opens the teacher.</summary>
    /// <param name="options">What to make.</param>
    /// <param name="student">What learns.</param>
    /// <param name="start">The folder that the student was made of, which teaches where the options name no other.</param>
    /// <param name="startLayers">How many layers that folder has, and</param>
    /// <param name="kept">which of them the student has.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="prompts">The texts before queries and documents.</param>
    /// <exception cref="WinnowException">The teacher is missing, or its states are not like the student's.</exception>
    public StateTeaching(DistillOptions options, TrainableEncoder student, string start, int startLayers, int[] kept, Tokenizer tokenizer, FolderPrompts prompts)
    {
        (_options, _student, _tokenizer, _prompts) = (options, student, tokenizer, prompts);
        string from = options.StatesFrom is { } other ? ModelFolder.Find(other) : start;
        _teacher = TrainableReranker.OpenEncoder(from, student.Parameters.Device, student.Parameters.Compute);
        EncoderShape own = student.Shape, taught = _teacher.Shape;
        if (taught.HiddenSize != own.HiddenSize || taught.Vocabulary != own.Vocabulary)
        {
            throw new WinnowException(
                $"{from}: its states cannot be taught: they are {taught.HiddenSize} wide over {taught.Vocabulary} tokens, and the student's {own.HiddenSize} over "
                + $"{own.Vocabulary}. Use the model that the student is made of.");
        }

        if (taught.Layers < own.Layers)
            throw new WinnowException($"{from}: it has {taught.Layers} layers and the student {own.Layers}, so it has no states for all of them. Use the model that the student is made of.");
        // A start with fewer layers than its teacher does not say which ones they were; evenly spread ones are what distill keeps.
        _layers = taught.Layers == startLayers ? kept : LayerChoice.Spread(own.Layers, taught.Layers);
    }

    /// <summary>Checks the options.</summary>
    /// <exception cref="WinnowException">They do not make sense.</exception>
    public static void Check(DistillOptions options)
    {
        if (options.Splice is not (>= 0 and <= 1))
            throw new WinnowException(string.Create(CultureInfo.InvariantCulture, $"--splice says how likely a text gets a stretch of another one, from 0 to 1, not {options.Splice}."));
        if (options.StateSteps == 0 && (options.Splice > 0 || options.Questions.Count > 0 || options.StatesFrom is not null))
            throw new WinnowException("--states-from, --questions and --splice are for the steps on states, and there are none. Say how many with --state-steps, or leave these options out.");
    }

    // What teacher and student can both read.
    int Longest => Math.Min(_options.MaxTokens, _teacher.Shape.IsJina ? int.MaxValue : _teacher.Shape.Positions / 8 * 8);

    /// <summary>Gives what computes a step.</summary>
    /// <param name="tokens">The texts of the pairs.</param>
    /// <param name="cancellationToken">Stops the reading of questions.</param>
    /// <exception cref="WinnowException">A file of questions cannot be read.</exception>
    public Func<int, TrainingStep> Steps(TokenizedTexts tokens, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> questions = QuestionFiles.Read(_options.Questions, cancellationToken);
        TokenizedTexts all = tokens.With(TokenizedTexts.Create(questions, [], _tokenizer, Longest, cancellationToken));
        TextSplicing? splicing = _options.Splice > 0 ? new TextSplicing([.. tokens.Documents, .. tokens.Queries], _options.Splice, _options.Seed) : null;
        return new StateDistillation(_student, _teacher, _layers, all.WithPrompts(_tokenizer, _prompts, Longest), _options.BatchTokens, _options.Seed) { Splicing = splicing }.Compute;
    }

    /// <summary>Gives what judges the student: how near its vectors of unseen texts come to the teacher's. Null where there are no such texts.</summary>
    public Func<double>? Evaluation(DevSets dev, CancellationToken cancellationToken)
    {
        (IReadOnlyList<string> queries, IReadOnlyList<string> documents) = dev.Texts(MostUnseenDocuments);
        if (queries.Count + documents.Count == 0)
            return null;
        TokenizedTexts unseen = TokenizedTexts.Create(queries, documents, _tokenizer, Longest, cancellationToken);
        var nearness = new VectorNearness(_student, _teacher, _layers[^1] + 1, unseen.WithPrompts(_tokenizer, _prompts, Longest), _options.BatchTokens);
        return () => nearness.Compute(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _teacher.Parameters.Dispose();
}
