using System.CommandLine;

namespace Winnow.Cli.Commands;

/// <summary>The three options that go to the engine, with the settings made of them.</summary>
sealed class EngineArguments
{
    readonly Option<int?> _maxTokens;
    readonly Option<int?> _threads = SharedOptions.Threads();
    readonly Option<Precision> _precision = SharedOptions.Precision();

    public EngineArguments()
        : this(SharedOptions.MaxTokens())
    {
    }

    /// <summary>Takes a command's own word on what is too long.</summary>
    public EngineArguments(Option<int?> maxTokens) => _maxTokens = maxTokens;

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_maxTokens);
        command.Add(_threads);
        command.Add(_precision);
    }

    /// <summary>Makes the engine's settings.</summary>
    public EngineOptions Read(ParseResult arguments) => new()
    {
        MaxTokens = arguments.GetValue(_maxTokens),
        Threads = arguments.GetValue(_threads),
        Precision = arguments.GetValue(_precision),
    };
}
