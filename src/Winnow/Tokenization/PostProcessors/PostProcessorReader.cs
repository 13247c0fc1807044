using Winnow.Tokenization.Json;

namespace Winnow.Tokenization.PostProcessors;

/// <summary>Reads <c>post_processor</c>.</summary>
static class PostProcessorReader
{
    /// <summary>Reads the step.</summary>
    /// <param name="node">The step, or null.</param>
    /// <param name="idOf">Finds the id of a token in the vocabulary and the added tokens; -1 where there is none.</param>
    /// <param name="highestId">The highest id of the vocabulary and the added tokens.</param>
    public static PostProcessor Read(ConfigNode? node, Func<string, int> idOf, int highestId)
    {
        if (node is not { } step)
            return PostProcessor.None;
        string type = step.StepType();
        switch (type)
        {
            case "BertProcessing":
                return PostProcessor.Bert(NamedId(step.Required("cls")), NamedId(step.Required("sep")));
            case "RobertaProcessing":
                return PostProcessor.Roberta(NamedId(step.Required("cls")), NamedId(step.Required("sep")));
            case "TemplateProcessing":
                return TemplateReader.Read(step, Check);
            case "ByteLevel":
                return PostProcessor.None with { Name = type };
            case "Sequence":
                return ReadSequence(step, idOf, highestId);
            default:
                throw step.Required("type").Error(
                    $"is \"{ConfigNode.Shorten(type)}\", a post-processor that is not supported; the supported ones are BertProcessing, ByteLevel, " +
                    "RobertaProcessing, Sequence and TemplateProcessing");
        }

        int NamedId(ConfigNode pair)
        {
            var items = pair.Items();
            if (items.Count != 2)
                throw pair.Error("is not a token and its id; write both");
            return Check(items[1], items[0].String(), items[1].Number(VocabularyReader.HighestId));
        }

        int Check(ConfigNode at, string token, int id)
        {
            int known = idOf(token);
            if (known >= 0 && known != id)
                throw at.Error($"is {id}, but \"{ConfigNode.Shorten(token)}\" has the id {known} in the vocabulary; set it to {known}");
            if (known < 0 && id > highestId)
                throw at.Error($"is {id}, but no token \"{ConfigNode.Shorten(token)}\" is in the vocabulary, whose highest id is {highestId}; correct the token");
            return id;
        }
    }

    static PostProcessor ReadSequence(ConfigNode step, Func<string, int> idOf, int highestId)
    {
        var result = PostProcessor.None with { Name = "Sequence" };
        foreach (var item in step.Required("processors").Items())
        {
            var inner = Read(item, idOf, highestId);
            if (inner.AddsNothing)
                continue;
            if (!result.AddsNothing)
                throw item.Error("is the second step of the sequence that adds special tokens; only one is supported, so remove the other");
            result = inner;
        }

        return result;
    }
}
