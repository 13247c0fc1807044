using System.Diagnostics;
using System.Globalization;
using Winnow.Models.Interaction;
using Winnow.Training.Data;
using Winnow.Training.Modules;
using Winnow.Training.Steps;

namespace Winnow.Training.Distillation;

/// <summary>Gives an interaction head the late interaction that a distillation asks for, or its weight where it has one, and keeps its center that of the student's states.</summary>
/// <remarks>
/// <para>
/// The center is the mean last state of the tokens of texts, queries' and documents' together, over the pairs of a <see cref="PairSample"/>. States change when layers are dropped or trained, and
/// the center is then counted again: before the steps on rankings, which see it, and after them.
/// </para>
/// <para>Tokens count by their inverse document frequency over the documents of the pairs, as in the lexical match, whose numbers serve where the student has it. Such numbers stay once they are there.</para>
/// <para>The term only lowers logits: whenever it changes, the bias is moved so that their mean over the sample stays where it was. Labels calibrate scores better, afterwards.</para>
/// </remarks>
/// <param name="options">The options, which were checked.</param>
/// <param name="texts">The pairs.</param>
/// <param name="tokens">Their tokens.</param>
/// <param name="labels">The labels, or null.</param>
/// <param name="terms">Told how many documents are counted, or null.</param>
/// <param name="progress">Told how many pairs were read, or null.</param>
sealed class LateInteractionStart(
    DistillOptions options, TrainingTexts texts, TokenizedTexts tokens, LabelledLists? labels, IProgress<StepProgress>? terms, IProgress<StepProgress>? progress)
{
    // Some tens of thousands of tokens.
    const int MostPairs = 512;

    // Enough for groups of like lengths, and little between two reports.
    const int PartPairs = 32;

    long? _counted;

    /// <summary>Checks the options.</summary>
    /// <exception cref="WinnowException">They do not make sense.</exception>
    public static void Check(DistillOptions options)
    {
        if (options.LateInteraction is not { } weight)
            return;
        // As the folder stores it.
        if (!((float)weight > 0 && float.IsFinite((float)weight)))
            throw new WinnowException($"The weight of --late-interaction must be above 0, not {weight.ToString(CultureInfo.InvariantCulture)}. Leave the option out for no late interaction.");
        if (options.Head != HeadKind.Interaction)
            throw new WinnowException("Late interaction is a part of the interaction head. Leave --head out or name interaction, or leave --late-interaction out.");
        if (options.Pairs.Count == 0)
            throw new WinnowException("Late interaction counts the usual state of a token over the pairs, and there are none. Name pair files with --pairs.");
    }

    /// <summary>Adds late interaction to a student, or changes the one that it has.</summary>
    /// <param name="student">The student; where the options ask for the term it has an interaction head.</param>
    /// <param name="start">The folder of its tokenizer.</param>
    /// <param name="hasNewStates">Whether the student's states are others than the start's.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="WinnowException">The texts have no tokens, or the tokenizer does not fit.</exception>
    public void Apply(TrainableReranker student, string start, bool hasNewStates, CancellationToken cancellationToken)
    {
        if (student is not InteractionReranker interaction || (interaction.Late is null && options.LateInteraction is null))
            return;
        string file = Path.Combine(start, "tokenizer.json");
        if (!SegmentText.Fits(student.Tokenizer))
        {
            throw new WinnowException(
                $"{file}: late interaction needs a tokenizer that puts one special token before a text and one behind it, and this one does not. "
                + "Leave --late-interaction out.");
        }

        bool counts = interaction.Late is null || hasNewStates;
        if (options.LateInteraction is { } weight)
            Set(interaction, (float)weight, counts, TermWeights(interaction) is { Length: > 0 } own ? own : CountTerms(interaction, file, cancellationToken), cancellationToken);
        else if (counts)
            Set(interaction, interaction.LateWeight, counts, TermWeights(interaction), cancellationToken);
    }

    /// <summary>Counts the center again, where the student has late interaction.</summary>
    public void CountAgain(TrainableReranker student, CancellationToken cancellationToken)
    {
        if (student is InteractionReranker { Late: not null } interaction)
            Set(interaction, interaction.LateWeight, counts: true, TermWeights(interaction), cancellationToken);
    }

    /// <summary>Says what became of it.</summary>
    /// <returns>Its numbers, or null where the student has no late interaction.</returns>
    public LateInteractionReport? Report(TrainableReranker student) =>
        student is InteractionReranker { Late: not null } interaction ? new LateInteractionReport(interaction.LateWeight, _counted) : null;

    static float[] TermWeights(InteractionReranker student) => student.Late is { } late ? late.TermWeights.ToArray() : [];

    float[] CountTerms(InteractionReranker student, string file, CancellationToken cancellationToken) => student.Lexical is { } lexical
        ? lexical.TermWeights.ToArray()
        : TermStatistics.Count(texts.Documents, student.Tokenizer, terms, cancellationToken).Idf(student.Encoder.Shape.Vocabulary, SpecialTokens.Read(file, student.Tokenizer));

    void Set(InteractionReranker student, float weight, bool counts, float[] termWeights, CancellationToken cancellationToken)
    {
        PairTokens[] parts = [.. PairSample.Take(texts, labels, MostPairs).Chunk(PartPairs).Select(Tokens)];
        int pairs = parts.Sum(part => part.Documents.Count), done = 0, all = pairs * (counts ? 3 : 2);
        long read = 0;
        var watch = Stopwatch.StartNew();
        progress?.Report(new StepProgress(0, all, null, 0));

        double before = MeanLogit();
        student.SetLate(weight, counts ? Center() : student.Late!.Center.ToArray(), termWeights);
        student.Rescale(1, before - MeanLogit());

        double MeanLogit()
        {
            double sum = 0;
            foreach (PairTokens part in parts)
            {
                sum += student.ScoreOnly(part).Sum(logit => (double)logit);
                Done(part);
            }

            return sum / pairs;
        }

        float[] Center()
        {
            var sums = new double[student.Encoder.Shape.HiddenSize];
            long count = 0;
            foreach (PairTokens part in parts)
            {
                (double[] sum, long counted) = student.SumTextStates(part);
                for (int i = 0; i < sums.Length; i++)
                    sums[i] += sum[i];
                count += counted;
                Done(part);
            }

            if (count == 0)
                throw new WinnowException("No text of the pairs has a token, so late interaction has no usual state of a token to count. Give other pairs, or leave --late-interaction out.");
            _counted = count;
            return Array.ConvertAll(sums, sum => (float)(sum / count));
        }

        void Done(PairTokens part)
        {
            cancellationToken.ThrowIfCancellationRequested();
            done += part.Documents.Count;
            read += part.Documents.Sum(text => (long)text.Length) + part.Queries.Sum(text => (long)text.Length);
            progress?.Report(new StepProgress(done, all, null, read / watch.Elapsed.TotalSeconds));
        }
    }

    PairTokens Tokens((int Query, int Document)[] pairs) =>
        new([.. pairs.Select(pair => tokens.Queries[pair.Query])], [.. pairs.Select(pair => tokens.Documents[pair.Document])], [.. Enumerable.Range(0, pairs.Length)]);
}
