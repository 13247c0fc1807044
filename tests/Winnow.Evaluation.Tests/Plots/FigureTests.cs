using System.Globalization;
using System.Xml.Linq;
using Winnow.Evaluation.Plots;

namespace Winnow.Evaluation.Tests.Plots;

public class FigureTests
{
    public static TheoryData<string> Names => ["scatter", "bars", "lines"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Draw_Twice_GivesTheSameBytes(string name)
    {
        Assert.Equal(Make(name).ToSvg(), Make(name).ToSvg());
        Assert.Equal(Make(name).ToInlineSvg(), Make(name).ToInlineSvg());
        Assert.Equal(Make(name).ToPng(1), Make(name).ToPng(1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ToSvg_AnotherCulture_ChangesNothing(string name)
    {
        string svg = Make(name).ToSvg();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(svg, Make(name).ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ToInlineSvg_Ground_IsThatOfThePage(string name)
    {
        XElement svg = XElement.Parse(Make(name).ToInlineSvg());
        Assert.DoesNotContain(svg.Elements(), element => element.Name.LocalName == "rect" && element.Attribute("width")!.Value is ("760" or "100%"));
        Assert.DoesNotContain(svg.Descendants().Attributes(), attribute => attribute.Value.Contains("212121", StringComparison.Ordinal) || attribute.Value == "black");
        Assert.All(svg.Descendants().Attributes("id"), id => Assert.StartsWith(name, id.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void ToSvg_HostileText_StaysText()
    {
        XElement svg = XDocument.Parse(Make("scatter").ToSvg()).Root!;
        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.Contains(svg.Descendants(), element => element.Name.LocalName == "text" && element.Value == "<b>&\"日本\"");
    }

    [Fact]
    public void ToPng_Scale_MultipliesThePixels()
    {
        byte[] png = Make("lines").ToPng(2);
        // Bytes 16 to 19 of a PNG are its width.
        Assert.Equal(1520, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make("lines").ToPng(9));
    }

    [Fact]
    public void ToSvg_BarOfAHollowMark_IsAMarkerAlone()
    {
        XElement svg = XElement.Parse(Make("bars").ToInlineSvg());
        // The second system's colour is nowhere: its mark is an outline in ink, in the legend and in the second group.
        Assert.DoesNotContain(svg.Descendants().Attributes(), attribute => attribute.Value == "#E69F00");
        Assert.Equal(2, svg.Descendants().Attributes("stroke-width").Count(width => width.Value == "1.5"));
    }

    static Figure Make(string name) => name switch
    {
        "scatter" => new ScatterFigure
        {
            Name = name,
            Title = "Title",
            XLabel = "x",
            YLabel = "y",
            Description = "Points.",
            Protocol = "Small print.",
            Points = [new("<b>&\"日本\"", 10, 0.5, new(0)), new("b", 100, 0.6, new(1)), new("c", null, 0.55, new(2, Hollow: true))],
        },
        "bars" => new BarFigure
        {
            Name = name,
            Title = "Title",
            XLabel = "x",
            YLabel = "y",
            Description = "Bars.",
            Groups = ["a", "a very long name of a data set that has to be cut to fit its place, for there is no room for all of it"],
            Series = [new("one", new(0), [new(0.5, 0.4, 0.6), new(0.6)]), new("two", new(1, Hollow: true), [null, new(0.7)])],
        },
        _ => new LineFigure
        {
            Name = name,
            Title = "Title",
            XLabel = "x",
            YLabel = "y",
            Description = "Lines.",
            Series = [new("one", new(0), [new(10, 0.1, 0.2), new(100, 1)])],
        },
    };
}
