using Google.Protobuf.Reflection;
using Winnow.Server.Grpc.Protocol;

namespace Winnow.Server.Tests.Grpc;

// Clients made from text-embeddings-inference's own file find the same names and numbers.
public sealed class ProtocolTests
{
    [Fact]
    public void Services_Methods_HaveTeisNames()
    {
        Assert.Equal(["tei.v1.Info", "tei.v1.Rerank"], TeiReflection.Descriptor.Services.Select(service => service.FullName));
        Assert.Equal(
            ["tei.v1.Info.Info False", "tei.v1.Rerank.Rerank False", "tei.v1.Rerank.RerankStream True"],
            TeiReflection.Descriptor.Services.SelectMany(service => service.Methods).Select(method => $"{method.FullName} {method.IsClientStreaming}"));
        Assert.All(TeiReflection.Descriptor.Services.SelectMany(service => service.Methods), method => Assert.False(method.IsServerStreaming));
    }

    [Theory]
    [InlineData("RerankRequest", "query 1 String, texts 2 String, truncate 3 Bool, raw_scores 4 Bool, return_text 5 Bool, truncation_direction 6 Enum")]
    [InlineData("RerankStreamRequest", "query 1 String, text 2 String, truncate 3 Bool, raw_scores 4 Bool, return_text 5 Bool, truncation_direction 6 Enum")]
    [InlineData("Rank", "index 1 UInt32, text 2 String, score 3 Float")]
    [InlineData("RerankResponse", "ranks 1 Message, metadata 2 Message")]
    [InlineData("Metadata", "compute_chars 1 UInt32, compute_tokens 2 UInt32, total_time_ns 3 UInt64, tokenization_time_ns 4 UInt64, queue_time_ns 5 UInt64, inference_time_ns 6 UInt64")]
    [InlineData("InfoRequest", "")]
    [InlineData("InfoResponse", "version 1 String, sha 2 String, docker_label 3 String, model_id 4 String, model_sha 5 String, model_dtype 6 String, model_type 7 Enum, max_concurrent_requests 8 UInt32, max_input_length 9 UInt32, max_batch_tokens 10 UInt32, max_batch_requests 11 UInt32, max_client_batch_size 12 UInt32, tokenization_workers 13 UInt32")]
    public void Messages_Fields_HaveTeisNumbersAndTypes(string name, string expected)
    {
        MessageDescriptor message = TeiReflection.Descriptor.FindTypeByName<MessageDescriptor>(name);

        Assert.Equal(expected, string.Join(", ", message.Fields.InFieldNumberOrder().Select(field => $"{field.Name} {field.FieldNumber} {field.FieldType}")));
    }

    [Fact]
    public void Enums_Values_HaveTeisNumbers()
    {
        Assert.Equal(2, (int)ModelType.Reranker);
        Assert.Equal((0, 1), ((int)TruncationDirection.Right, (int)TruncationDirection.Left));
    }
}
