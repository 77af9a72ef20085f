namespace Ganban.Lambda.Pipeline;

/// <summary>One operation of Lambda.</summary>
internal interface ILambdaOperation
{
    /// <summary>The method of its requests.</summary>
    string Method { get; }

    /// <summary>
    /// Its path, in which <c>{…}</c> stands for any segment, such as <c>/2015-03-31/functions/{name}</c>.
    /// </summary>
    string Path { get; }

    /// <summary>Does it and writes the response.</summary>
    Task Answer(LambdaRequest request, CancellationToken cancellationToken);
}
