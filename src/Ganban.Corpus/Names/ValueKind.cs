namespace Ganban.Corpus.Names;

/// <summary>What a value looks like.</summary>
internal enum ValueKind
{
    Amount,
    Money,
    Weight,
    Length,
    Date,
    Person,
    Place,
    Color,
    Count,
    Duration,
    Code,
    Mail,
    Phone,
    Temperature,
    Percent,
    Thing,
    Version,
    Time,
    Company,
    Address,
}
