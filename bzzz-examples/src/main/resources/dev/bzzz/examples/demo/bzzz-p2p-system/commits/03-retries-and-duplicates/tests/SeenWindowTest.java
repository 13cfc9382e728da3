import p2p.DuplicateFilter;
import p2p.Frame;
import p2p.SeenWindow;

final class SeenWindowTest {
    static void register(Suite suite) {
        suite.test("seen-out-of-order", () -> {
            SeenWindow window = new SeenWindow();
            for (long sequence : new long[] {4, 7, 5, 6, 9}) {
                Suite.isTrue(window.accept(sequence), sequence + " is new");
            }
            for (long sequence : new long[] {4, 5, 6, 7, 9}) {
                Suite.isTrue(!window.accept(sequence), sequence + " is a duplicate");
            }
            Suite.isTrue(window.accept(8), "8 is new");
        });

        suite.test("seen-too-old", () -> {
            SeenWindow window = new SeenWindow();
            window.accept(0);
            window.accept(SeenWindow.SIZE - 1);
            Suite.isTrue(!window.accept(0), "0 is a duplicate at the edge of the window");
            Suite.isTrue(window.accept(1), "1 is new at the edge of the window");
            window.accept(SeenWindow.SIZE + 1);
            Suite.isTrue(!window.accept(1), "1 is older than the window");
        });

        suite.test("filter-by-sender", () -> {
            DuplicateFilter filter = new DuplicateFilter(2);
            Suite.isTrue(filter.accept(frame("amber", 1)), "first frame of amber");
            Suite.isTrue(filter.accept(frame("birch", 1)), "first frame of birch");
            Suite.isTrue(!filter.accept(frame("amber", 1)), "amber again");
            Suite.isTrue(filter.accept(frame("cedar", 1)), "cedar, in place of birch");
            Suite.isTrue(!filter.accept(frame("amber", 1)), "amber is still known");
        });
    }

    private static Frame frame(String sender, long sequence) {
        return new Frame(sender, sequence, new byte[0]);
    }
}
