using System.Text.Json.Serialization;

namespace Winnow.Client.Wire;

/// <summary>Reads and writes the bodies without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RerankRequestBody))]
[JsonSerializable(typeof(RerankAnswerBody))]
sealed partial class WireJson : JsonSerializerContext;
