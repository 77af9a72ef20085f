namespace Ganban.Bedrock.Doors.Responses;

/// <summary>The identifiers of responses and of their items.</summary>
internal static class ResponseIds
{
    private const string ResponsePrefix = "resp_";
    private const int LengthMax = 128;

    /// <summary>A response.</summary>
    public static string Response() => ResponsePrefix + Random();

    /// <summary>A message.</summary>
    public static string Message() => "msg_" + Random();

    /// <summary>A call of a function.</summary>
    public static string FunctionCall() => "fc_" + Random();

    /// <summary>What the model thought.</summary>
    public static string Reasoning() => "rs_" + Random();

    /// <summary>An item of the input, by its type.</summary>
    public static string Item(string type) => type switch
    {
        "message" => Message(),
        "reasoning" => Reasoning(),
        "function_call_output" => "fco_" + Random(),
        _ => FunctionCall(),
    };

    /// <summary>Whether a text can be a response's identifier.</summary>
    public static bool IsResponse(string id) =>
        id.Length <= LengthMax
        && id.StartsWith(ResponsePrefix, StringComparison.Ordinal)
        && id.AsSpan(ResponsePrefix.Length).IndexOfAnyExceptInRange('0', 'z') < 0;

    private static string Random() => Guid.NewGuid().ToString("N");
}
