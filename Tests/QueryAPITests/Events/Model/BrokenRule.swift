/// A rule of the design that the model breaks on purpose, to show that the checks would notice.
enum BrokenRule: CaseIterable {
    /// A cached value is judged without its tags.
    case tagsIgnored
    /// `asOf` is read in a statement after the value's own.
    case asOfReadLater
    /// A message is applied although messages before it are missing.
    case gapsIgnored
    /// The horizon is told although events wait.
    case horizonWhileBehind
    /// The horizon comes from a later snapshot than the batch.
    case horizonOfLaterSnapshot
    /// One event of a transaction counts for all of them.
    case transactionsSplit
    /// An event without a patch still raises the stamp of the fragment's stock.
    case stampRaisedWithoutPatch
    /// What was missed for good does not raise the floor.
    case floorKept
    /// A new timeline goes on from the old one's numbers.
    case positionsReused
    /// The publisher chooses a batch before it holds the head's lock.
    case chosenBeforeLocked
}
