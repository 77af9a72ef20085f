namespace Ganban.Contracts;

/// <summary>The input of an operation; its type identifies the operation.</summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="TResponse">The operation's output.</typeparam>
public interface IRequest<TSelf, TResponse>
    where TSelf : class, IRequest<TSelf, TResponse>
    where TResponse : class
{
    /// <summary>The operation that this is the input of.</summary>
    static abstract Operation<TSelf, TResponse> Operation { get; }
}

/// <summary>A request that asks for one page of a list.</summary>
public interface IPagedRequest
{
    /// <summary>The most items that the page may hold; absent means the operation's default.</summary>
    int? MaxResults { get; }

    /// <summary>Where the page starts: the token that an earlier response gave; absent means the beginning.</summary>
    string? NextToken { get; }
}

/// <summary>A request that may be sent twice without taking effect twice.</summary>
public interface IIdempotentRequest
{
    /// <summary>Names the attempt: the same token and the same content yield the first attempt's result.</summary>
    string? ClientRequestToken { get; }
}
