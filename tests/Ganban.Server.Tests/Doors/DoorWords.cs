namespace Ganban.Server.Tests.Doors;

/// <summary>Bodies that several tests send.</summary>
internal static class DoorWords
{
    public static object Part { get; } = new
    {
        type = "object",
        properties = new { part = new { type = "string" } },
        required = new[] { "part" },
    };

    /// <summary>A schema whose answers are one of two.</summary>
    public static object Sky { get; } = new
    {
        type = "object",
        properties = new { sky = new { type = "string", @enum = new[] { "clear", "cloudy" } } },
        required = new[] { "sky" },
        additionalProperties = false,
    };

    public static object[] Hello { get; } = [new { role = "user", content = "Hello" }];

    public static object ChatTool { get; } = new
    {
        type = "function",
        function = new { name = "stock", description = "Tells the stock.", parameters = Part },
    };

    public static object ResponseTool { get; } = new
    {
        type = "function",
        name = "stock",
        description = "Tells the stock.",
        parameters = Part,
        strict = true,
    };
}
