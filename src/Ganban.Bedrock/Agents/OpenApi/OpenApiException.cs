namespace Ganban.Bedrock.Agents.OpenApi;

/// <summary>An OpenAPI schema that no actions can be made of; the message says where and why.</summary>
/// <param name="place">Where in the document, such as <c>paths./stock.get</c>; empty for the document itself.</param>
/// <param name="complaint">What is wrong and what to do, as sentences.</param>
/// <param name="cause">The exception behind it, if any.</param>
internal sealed class OpenApiException(string place, string complaint, Exception? cause = null)
    : Exception(Short(place.Length == 0 ? complaint : $"{place}: {complaint}"), cause)
{
    private const int CharactersMax = 1000; // names in a schema may be long

    private static string Short(string text) =>
        text.Length <= CharactersMax ? text : $"{text[..(CharactersMax / 2)]} … {text[^(CharactersMax / 2)..]}";
}
