using System.Globalization;

namespace Winnow.Tokenization.Regexes;

/// <summary>The properties that patterns may name: general categories, short or long.</summary>
static class UnicodeProperty
{
    // In the order of System.Globalization.UnicodeCategory.
    static readonly string[] ShortNames =
    [
        "lu", "ll", "lt", "lm", "lo", "mn", "mc", "me", "nd", "nl", "no", "zs", "zl", "zp", "cc", "cf", "cs", "co", "pc", "pd", "ps", "pe",
        "pi", "pf", "po", "sm", "sc", "sk", "so", "cn",
    ];

    /// <summary>Finds the test of a property; null where the name is not known.</summary>
    public static Func<int, bool>? Find(string name)
    {
        string key = name.Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        key = key switch
        {
            "letter" => "l",
            "mark" => "m",
            "number" => "n",
            "punctuation" => "p",
            "symbol" => "s",
            "separator" => "z",
            "other" => "c",
            "uppercaseletter" => "lu",
            "lowercaseletter" => "ll",
            "decimalnumber" => "nd",
            _ => key,
        };

        int categories = 0;
        for (int i = 0; i < ShortNames.Length; i++)
        {
            if (ShortNames[i] == key || (key.Length == 1 && ShortNames[i][0] == key[0]))
                categories |= 1 << i;
        }

        return categories == 0 ? null : c => ((1 << (int)CharUnicodeInfo.GetUnicodeCategory(c)) & categories) != 0;
    }
}
