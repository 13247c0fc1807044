using Winnow.Server.SageMaker;

namespace Winnow.Server.Tests.SageMaker;

public sealed class SageMakerOptionsTests
{
    [Theory]
    [InlineData(nameof(SageMakerOptions.MaxConcurrentTransforms), 0, "SageMakerOptions.MaxConcurrentTransforms is 0; it must be from 1.")]
    [InlineData(nameof(SageMakerOptions.MaxPayloadMegabytes), -1, "SageMakerOptions.MaxPayloadMegabytes is -1; it must be from 0.")]
    [InlineData(nameof(SageMakerOptions.ModelMemoryBytes), 0L, "SageMakerOptions.ModelMemoryBytes is 0; it must be from 1.")]
    [InlineData(nameof(SageMakerOptions.BaseFolder), " ", "SageMakerOptions.BaseFolder is ' '; it must be a folder.")]
    [InlineData(nameof(SageMakerOptions.DefaultAccept), "text/csv", "SageMakerOptions.DefaultAccept is 'text/csv'; it must be application/json or application/jsonlines.")]
    public void Validate_WrongValue_SaysWhatItMustBe(string property, object value, string message)
    {
        var options = new SageMakerOptions();
        typeof(SageMakerOptions).GetProperty(property)!.SetValue(options, value);

        Assert.Equal(message, Assert.Throws<WinnowException>(options.Validate).Message);
    }
}
