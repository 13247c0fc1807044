using System.Diagnostics;
using Winnow.Tokenization;

namespace Winnow.Tests.Tokenization;

/// <summary>Broken files: whatever the bytes, the result is a <see cref="WinnowException"/> or a tokenizer that works.</summary>
public sealed class MutationTests
{
    const int MutationsPerFamily = 600;

    static readonly string[] Values =
    [
        "null", "true", "-1", "1e999", "99999999999999999999", "2147483648", "\"\"", "\"x\"", "[]", "{}", "[[]]", "\"\\ud800\"", "3.5", "\"[0-9\"", "\"(((((\"", "\"////\"", "16777216",
    ];

    static readonly string[] Samples = ["", "Hello, world! \u00E9\u4E2D\U0001F600 <s> [CLS]", "a  b\t\n1\u0301"];

    [Theory]
    [InlineData("bert", 1)]
    [InlineData("jina-bert", 2)]
    [InlineData("modernbert-cls", 3)]
    [InlineData("xlm-roberta", 4)]
    [InlineData("deberta-v2", 5)]
    public void Parse_MutatedFile_ThrowsWinnowExceptionOrWorks(string family, int seed)
    {
        byte[] original = File.ReadAllBytes(Path.Combine(Fixtures.Golden(family), "tokenizer.json"));
        var random = new Random(seed);
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < MutationsPerFamily; i++)
        {
            byte[] mutated = Mutate(original, random);
            try
            {
                var tokenizer = Tokenizer.Parse(mutated, "mutated.json");
                foreach (string sample in Samples)
                    _ = tokenizer.EncodePair(sample, sample);
            }
            catch (WinnowException problem)
            {
                Assert.NotEmpty(problem.Message);
            }
            catch (Exception other)
            {
                Assert.Fail($"{family}, mutation {i}: {other}");
            }
        }

        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2));
    }

    static byte[] Mutate(byte[] original, Random random)
    {
        byte[] bytes = [.. original];
        switch (random.Next(5))
        {
            case 0:
                for (int i = random.Next(1, 4); i > 0; i--)
                    bytes[Place(bytes, random)] = (byte)random.Next(256);
                return bytes;
            case 1:
                return bytes[..random.Next(bytes.Length)];
            case 2:
                int from = Place(bytes, random);
                return [.. bytes[..from], .. bytes[Math.Min(bytes.Length, from + random.Next(1, 40))..]];
            case 3:
                return ReplaceValue(bytes, random);
            default:
                int start = Place(bytes, random);
                byte[] copy = bytes[start..Math.Min(bytes.Length, start + random.Next(1, 60))];
                int at = Place(bytes, random);
                return [.. bytes[..at], .. copy, .. bytes[at..]];
        }
    }

    // Most of a file is vocabulary; half of the mutations go to the settings before it.
    static int Place(byte[] bytes, Random random)
    {
        int vocabulary = bytes.AsSpan().IndexOf("\"vocab\""u8);
        return random.Next(2) == 0 && vocabulary > 0 ? random.Next(vocabulary) : random.Next(bytes.Length);
    }

    static byte[] ReplaceValue(byte[] bytes, Random random)
    {
        int colon = Place(bytes, random);
        int found = bytes.AsSpan(colon).IndexOf((byte)':');
        if (found < 0)
            return bytes;
        int start = colon + found + 1;
        int length = bytes.AsSpan(start).IndexOfAny(",}]"u8);
        return length < 0 ? bytes : [.. bytes[..start], .. System.Text.Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)]), .. bytes[(start + length)..]];
    }
}
