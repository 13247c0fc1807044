using Winnow.Tokenization.Json;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization.AddedTokens;

/// <summary>Reads <c>added_tokens</c>.</summary>
static class AddedTokenReader
{
    /// <summary>Reads the tokens as the file writes them, not yet normalised.</summary>
    public static AddedToken[] Read(ConfigNode? node, Vocabulary vocabulary)
    {
        if (node is not { } list)
            return [];

        var tokens = new List<AddedToken>();
        var contents = new HashSet<string>(StringComparer.Ordinal);
        var ids = new Dictionary<int, string>();
        foreach (var item in list.Items())
        {
            var token = ReadOne(item);
            if (token.Content.Length == 0)
                throw item.Required("content").Error("is empty and would match everywhere; remove this token");
            if (!contents.Add(token.Content))
                throw item.Required("content").Error($"is \"{ConfigNode.Shorten(token.Content)}\", which is there twice; remove one of them");
            int known = vocabulary.Find(token.Content);
            if (known >= 0 && known != token.Id)
            {
                throw item.Required("id").Error(
                    $"is {token.Id}, but `model.vocab` gives \"{ConfigNode.Shorten(token.Content)}\" the id {known}; make them agree");
            }

            if (known < 0 && vocabulary.HasId(token.Id))
                throw item.Required("id").Error($"is {token.Id}, which another token of `model.vocab` has; give the added token an id of its own");

            if (!ids.TryAdd(token.Id, token.Content))
            {
                throw item.Required("id").Error(
                    $"is {token.Id}, which \"{ConfigNode.Shorten(ids[token.Id])}\" has too; give each added token an id of its own");
            }

            tokens.Add(token);
        }

        return [.. tokens];
    }

    static AddedToken ReadOne(ConfigNode item) => new(
        item.Required("id").Number(VocabularyReader.HighestId),
        item.Required("content").String(),
        item.Bool("single_word"),
        item.Bool("lstrip"),
        item.Bool("rstrip"),
        item.Bool("normalized"));
}
