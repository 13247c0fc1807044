namespace Winnow.Server;

/// <summary>Who may read <c>/metrics</c>.</summary>
public enum MetricsAccess
{
    /// <summary>Whoever may ask for rankings: with a key where keys are needed.</summary>
    Key,

    /// <summary>Everybody.</summary>
    Public,

    /// <summary>Nobody: there is no such address.</summary>
    Off,
}
