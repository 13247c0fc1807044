using System.Globalization;
using Winnow.Models.Interaction;
using Winnow.Tokenization;
using Winnow.Training.Modules;
using Winnow.Training.Steps;

namespace Winnow.Training.Distillation;

/// <summary>Gives an interaction head the lexical match that a distillation asks for, or its weight where it has one.</summary>
static class LexicalStart
{
    // Where neither the options nor the start say otherwise: what BM25 as a first stage has here, and in Anserini.
    const double Saturation = 0.9, LengthWeight = 0.4;

    /// <summary>Checks the options.</summary>
    /// <exception cref="WinnowException">They do not make sense.</exception>
    public static void Check(DistillOptions options)
    {
        if (options.Lexical is not { } weight)
        {
            if (options.LexicalSaturation is not null || options.LexicalLengthWeight is not null)
                throw new WinnowException("--lexical-saturation and --lexical-length-weight shape the lexical match. Give its weight, too, with --lexical.");
            return;
        }

        if (!IsPositive(weight))
            throw new WinnowException($"The weight of --lexical must be above 0, not {Text(weight)}. Leave the option out for no lexical match.");
        if (options.LexicalSaturation is { } saturation && !IsPositive(saturation))
            throw new WinnowException($"--lexical-saturation must be above 0, not {Text(saturation)}.");
        if (options.LexicalLengthWeight is { } length && !(length is >= 0 and <= 1))
            throw new WinnowException($"--lexical-length-weight must be from 0 to 1, not {Text(length)}.");
        if (options.Head != HeadKind.Interaction)
            throw new WinnowException("The lexical match is a part of the interaction head. Leave --head out or name interaction, or leave --lexical out.");
        if (options.Pairs.Count == 0)
            throw new WinnowException("The lexical match counts its terms over the documents of the pairs, and there are none. Name pair files with --pairs.");
    }

    /// <summary>Adds the lexical match to a student, or changes the one that it has.</summary>
    /// <param name="options">The options, which were checked.</param>
    /// <param name="student">The student; where the options ask for the match it has an interaction head.</param>
    /// <param name="start">The folder of its tokenizer.</param>
    /// <param name="documents">The documents over which terms are counted.</param>
    /// <param name="progress">Told how many documents are counted, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The number of documents that were counted, or null where none were.</returns>
    /// <exception cref="WinnowException">The documents have no tokens, or the tokenizer does not fit.</exception>
    public static int? Apply(
        DistillOptions options, TrainableReranker student, string start, IReadOnlyList<string> documents, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        if (options.Lexical is not { } weight)
            return null;
        var interaction = (InteractionReranker)student;
        if (interaction.Lexical is { } own)
        {
            LexicalSettings settings = own.Settings with
            {
                Saturation = options.LexicalSaturation ?? own.Settings.Saturation,
                LengthWeight = options.LexicalLengthWeight ?? own.Settings.LengthWeight,
            };
            interaction.SetLexical(settings, (float)weight, own.TermWeights.ToArray());
            return null;
        }

        Tokenizer tokenizer = student.Tokenizer;
        string file = Path.Combine(start, "tokenizer.json");
        if (!SegmentText.Fits(tokenizer))
            throw new WinnowException($"{file}: the lexical match needs a tokenizer that puts one special token before a text and one behind it, and this one does not. Leave --lexical out.");
        TermStatistics terms = TermStatistics.Count(documents, tokenizer, progress, cancellationToken);
        if (terms.MeanLength == 0)
            throw new WinnowException("No document of the pairs has a token, so the lexical match has no terms to count. Give other pairs, or leave --lexical out.");
        interaction.SetLexical(
            new LexicalSettings(options.LexicalSaturation ?? Saturation, options.LexicalLengthWeight ?? LengthWeight, terms.MeanLength),
            (float)weight,
            terms.Idf(student.Encoder.Shape.Vocabulary, SpecialTokens.Read(file, tokenizer)));
        return terms.Documents;
    }

    /// <summary>Says what became of it.</summary>
    /// <param name="student">The student.</param>
    /// <param name="counted">What <see cref="Apply"/> gave.</param>
    /// <returns>Its numbers, or null where the student has no lexical match.</returns>
    public static LexicalReport? Report(TrainableReranker student, int? counted) => student is InteractionReranker { Lexical.Settings: var settings } interaction
        ? new LexicalReport(interaction.LexicalWeight, settings.Saturation, settings.LengthWeight, settings.Length, counted)
        : null;

    // As the folder stores it.
    static bool IsPositive(double value) => (float)value > 0 && float.IsFinite((float)value);

    static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
