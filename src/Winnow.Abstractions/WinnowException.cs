namespace Winnow;

/// <summary>
/// Input that Winnow cannot use: a model folder, a file or a text. The message says what is wrong, where (file, line, field) and what to do about it.
/// </summary>
/// <remarks>Everything that a user can put right is reported by this type; any other exception is a defect of Winnow.</remarks>
public class WinnowException : Exception
{
    /// <summary>Creates an exception without a message of its own.</summary>
    public WinnowException()
    {
    }

    /// <summary>Creates an exception with a message for the user.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    public WinnowException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message for the user and its cause.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">The error that led to this one.</param>
    public WinnowException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
