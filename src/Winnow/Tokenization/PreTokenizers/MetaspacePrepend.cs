namespace Winnow.Tokenization.PreTokenizers;

/// <summary>Before which pieces <see cref="MetaspacePreTokenizer"/> puts its character where they do not begin with it.</summary>
enum MetaspacePrepend
{
    /// <summary>Every piece.</summary>
    Always,

    /// <summary>The piece that begins the original text.</summary>
    First,

    /// <summary>None.</summary>
    Never,
}
