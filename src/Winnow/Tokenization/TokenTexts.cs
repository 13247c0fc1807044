using Winnow.Tokenization.AddedTokens;
using Winnow.Tokenization.Text;

namespace Winnow.Tokenization;

/// <summary>The tokens of ids: the way back that tokenizing itself never needs, so its table is made when somebody first asks.</summary>
/// <remarks>Safe for concurrent use.</remarks>
sealed class TokenTexts(Vocabulary vocabulary, AddedToken[] addedTokens)
{
    readonly Lazy<Dictionary<int, int>> _places = new(() => Places(vocabulary));
    readonly Dictionary<int, string> _added = addedTokens.ToDictionary(token => token.Id, token => token.Content);

    /// <summary>Finds the token of an id, or null where there is none.</summary>
    public string? Find(int id)
    {
        if (_added.TryGetValue(id, out string? content))
            return content;
        return _places.Value.TryGetValue(id, out int place) ? vocabulary.Token(place).ToString() : null;
    }

    static Dictionary<int, int> Places(Vocabulary vocabulary)
    {
        var places = new Dictionary<int, int>(vocabulary.Count);
        for (int i = 0; i < vocabulary.Count; i++)
            places[vocabulary.IdAt(i)] = i;
        return places;
    }
}
