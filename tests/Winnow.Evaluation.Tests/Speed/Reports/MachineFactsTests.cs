using Winnow.Evaluation.Speed.Reports;

namespace Winnow.Evaluation.Tests.Speed.Reports;

public sealed class MachineFactsTests
{
    [Theory]
    [InlineData("Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz", "Intel Xeon Platinum 8370C")]
    [InlineData("  AMD EPYC 9654 96-Core Processor  ", "AMD EPYC 9654 96-Core")]
    [InlineData("Apple M3", "Apple M3")]
    public void Clean_Brand_LosesMarksAndClock(string brand, string name) => Assert.Equal(name, ProcessorName.Clean(brand));

    [Theory]
    [InlineData("AMD EPYC 9654", "AMD-EPYC-9654-8-cores")]
    [InlineData("Testcore X9 (rev. 2) a/b\\c", "Testcore-X9-rev.-2-a-b-c-8-cores")]
    public void FolderName_Processor_IsAFolder(string processor, string folder) =>
        Assert.Equal(folder, (SampleReport.Alone.Machine with { Processor = processor }).FolderName);

    [Fact]
    public void Read_ThisMachine_KnowsSomething()
    {
        MachineFacts facts = MachineFacts.Read();
        Assert.NotEqual("", facts.Processor);
        Assert.Equal(Environment.ProcessorCount, facts.Cores);
    }
}
