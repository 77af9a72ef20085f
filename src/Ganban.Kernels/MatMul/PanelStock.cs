namespace Ganban.Kernels.MatMul;

/// <summary>Working memory of matrix products, lent to one thread at a time and used again.</summary>
public sealed class PanelStock
{
    private const int Places = 64;

    private readonly Panel?[] _panels = new Panel?[Places];

    /// <summary>A panel that nobody else uses until it is returned.</summary>
    internal Panel Rent()
    {
        for (var place = 0; place < Places; place++)
        {
            if (Volatile.Read(ref _panels[place]) is not null
                && Interlocked.Exchange(ref _panels[place], null) is { } panel)
            {
                return panel;
            }
        }

        return new Panel();
    }

    /// <summary>Gives a panel back; one that finds no place is left to the garbage collector.</summary>
    internal void Return(Panel panel)
    {
        for (var place = 0; place < Places; place++)
        {
            if (Volatile.Read(ref _panels[place]) is null
                && Interlocked.CompareExchange(ref _panels[place], panel, null) is null)
            {
                return;
            }
        }
    }
}
