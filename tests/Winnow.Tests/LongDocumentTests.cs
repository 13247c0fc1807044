using System.Text;

namespace Winnow.Tests;

/// <summary>Long documents in which one sentence answers: the model must find it wherever it stands.</summary>
/// <remarks>
/// Each case asks for an invented fact. The right document holds the sentence that states it, at the start, in the middle or at the end of 4,000 tokens of talk of other things; the wrong one is as long and
/// states a fact of the same kind about something else. The suite runs a few cases; <c>WINNOW_LONG=100</c> runs that many and prints the
/// share, and <c>WINNOW_LONG_MODEL</c> names another model than the default one.
/// </remarks>
public class LongDocumentTests
{
    const int Tokens = 4000, FewCases = 2;

    static readonly string[] Things = ["lighthouse", "library", "observatory", "harbour", "museum", "railway station", "botanical garden", "bakery", "town hall", "swimming pool"];
    static readonly string[] Places = ["Arnsby", "Velmora", "Kestrel Bay", "Dunholm", "Ostrava Hill", "Linnfield", "Marrow Creek", "Tarn", "Pellworth", "Quillon"];

    static readonly (string Question, string Answer)[] Facts =
    [
        ("when does the {0} of {1} open?", "The {0} of {1} opens at {2} o'clock in the morning."),
        ("who designed the {0} in {1}?", "The {0} in {1} was designed by the architect {3}."),
        ("how many steps does the {0} of {1} have?", "Visitors climb {4} steps to reach the top of the {0} of {1}."),
        ("what colour is the roof of the {0} in {1}?", "The roof of the {0} in {1} is painted {5}."),
        ("in which year was the {0} of {1} built?", "The {0} of {1} was built in {6}."),
    ];

    static readonly string[] Architects = ["Ines Calder", "Tomas Brandt", "Ruth Okafor", "Piet Lund", "Clara Voss", "Henri Duval", "Mai Tanaka"];
    static readonly string[] Colours = ["dark green", "pale blue", "copper red", "bright yellow", "slate grey"];

    // Talk of everyday things, whose words are not those of the questions.
    static readonly string[] Who = ["My neighbour", "The gardener", "A cyclist", "Our teacher", "The old fisherman", "A young cook", "The night nurse", "Her cousin", "The bus driver", "A carpenter"];
    static readonly string[] Does = ["bought", "repaired", "painted a picture of", "talked at length about", "forgot", "sold", "dreamt of", "wrote a letter about", "carried home", "borrowed"];
    static readonly string[] What = ["a basket of pears", "two wooden chairs", "an old umbrella", "the broken kettle", "seven jars of honey", "a pair of boots", "a woollen blanket", "the spare bicycle wheel", "some fresh bread", "a small radio"];
    static readonly string[] How = ["although it was raining", "before the guests arrived", "without saying a word", "because the shop was closing", "while the soup was boiling", "after a long walk", "as the wind grew stronger", "in spite of the price"];

    [Fact]
    public void Rerank_AnswerAnywhereInLongDocument_RightOneWins()
    {
        string model = Environment.GetEnvironmentVariable("WINNOW_LONG_MODEL") is { Length: > 0 } named ? named : Reranker.DefaultModel;
        int cases = Environment.GetEnvironmentVariable("WINNOW_LONG") is { Length: > 0 } wanted ? int.Parse(wanted, System.Globalization.CultureInfo.InvariantCulture) : FewCases;
        using var reranker = Reranker.Load(model);
        var won = new int[3];
        for (int i = 0; i < cases; i++)
        {
            (string question, string right) = Fact(i, i);
            // The same question about another thing in another place.
            (_, string wrong) = Fact(i, i + 3);
            for (int place = 0; place < won.Length; place++)
            {
                string[] documents = [Document(reranker, wrong, place, (2 * i) + 1), Document(reranker, right, place, 2 * i)];
                won[place] += reranker.Rerank(question, documents, cancellationToken: TestContext.Current.CancellationToken)[0].Index == 1 ? 1 : 0;
            }
        }

        string result = $"{model}: of {cases} cases with the answer at the start {won[0]}, in the middle {won[1]}, at the end {won[2]}";
        TestContext.Current.TestOutputHelper?.WriteLine(result);
        Assert.True(won.Min() >= 0.9 * cases, result);
    }

    static (string Question, string Answer) Fact(int kind, int about)
    {
        object[] values =
        [
            Things[about % Things.Length], Places[about / Things.Length % Places.Length], 6 + (about % 5), Architects[about % Architects.Length], 120 + (about * 7), Colours[about % Colours.Length], 1790 + (about * 2),
        ];
        (string question, string answer) = Facts[kind % Facts.Length];
        return (string.Format(null, question, values), string.Format(null, answer, values));
    }

    static string Document(Reranker reranker, string fact, int place, int seed)
    {
        var random = new Random(seed);
        List<string> sentences = [];
        int tokens = reranker.Tokenizer.Tokenize(fact).Length;
        while (tokens < Tokens)
        {
            string sentence = $"{Pick(Who)} {Pick(Does)} {Pick(What)} {Pick(How)}.";
            tokens += reranker.Tokenizer.Tokenize(sentence).Length;
            sentences.Add(sentence);
        }

        sentences.Insert(place * sentences.Count / 2, fact);
        return new StringBuilder().AppendJoin(' ', sentences).ToString();

        string Pick(string[] from) => from[random.Next(from.Length)];
    }
}
