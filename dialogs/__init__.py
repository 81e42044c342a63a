"""The pure core: dialogs, judge and customer. Nothing here reads a clock, a file or a vendor's library."""
