using Winnow.Models.Interaction;

namespace Winnow.Tests.Models.Interaction;

/// <summary>Where the text stands in a segment.</summary>
public class SegmentTextTests
{
    const int Cls = 1, Sep = 2;

    public static TheoryData<int[], int[], int[]> Cases => new()
    {
        { [Cls, 7, 8, 3, 4, Sep], [7, 8], [3, 4] },
        { [Cls, 3, 4, Sep], [], [3, 4] },
        // The prompt's tokens as words of the text: only the leading ones are a prompt.
        { [Cls, 7, 8, 7, 8, Sep], [7, 8], [7, 8] },
        { [Cls, 3, 7, 8, Sep], [7, 8], [3, 7, 8] },
        // Another text begins with the same tokens in another order, or with some of them alone.
        { [Cls, 8, 7, 3, Sep], [7, 8], [8, 7, 3] },
        { [Cls, 7, 3, 8, Sep], [7, 8], [7, 3, 8] },
        // Cut within the prompt: what is left of it counts.
        { [Cls, 7, Sep], [7, 8], [7] },
        { [Cls, 7, 8, Sep], [7, 8], [] },
        { [Cls, Sep], [7, 8], [] },
        { [Cls, Sep], [], [] },
        // Without room for both special tokens there is no text.
        { [Cls], [], [] },
        { [], [7], [] },
        // The special token behind the text is no part of a prompt.
        { [Cls, 7, Sep], [7, Sep], [7] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Find_Segment_IsTheTextAlone(int[] segment, int[] prompt, int[] text)
    {
        (int start, int end) = SegmentText.Find(segment, prompt);
        Assert.Equal(text, segment[start..end]);
    }
}
