using System.Net;
using Microsoft.AspNetCore.Http;
using Winnow.Server.Security;

namespace Winnow.Server.Tests.Security;

public sealed class CallerTests
{
    [Theory]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    public void Of_TwoAddresses_SameCallerWhereOneOwnsBoth(string first, string second, bool same) => Assert.Equal(same, From(first) == From(second));

    static Caller From(string address)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return Caller.Of(context, new ApiKeySet());
    }
}
