namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>A turn of Command R's chat history.</summary>
/// <param name="Role"><c>USER</c> or <c>CHATBOT</c>.</param>
/// <param name="Message">What was said.</param>
internal sealed record CohereTurn(string Role, string Message);
