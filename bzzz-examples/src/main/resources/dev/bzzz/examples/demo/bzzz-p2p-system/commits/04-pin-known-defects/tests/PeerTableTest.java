import java.util.ArrayList;
import java.util.List;

import p2p.Peer;
import p2p.PeerTable;

final class PeerTableTest {
    static void register(Suite suite) {
        suite.test("peers-expiry", () -> {
            PeerTable table = new PeerTable(8, 100);
            table.heard("amber", "10.0.0.1:7400", 0);
            table.heard("birch", "10.0.0.2:7400", 60);
            Suite.equal("amber birch", names(table.alive(99)), "alive at 99");
            Suite.equal("birch", names(table.alive(100)), "alive at 100");
            Suite.equal(1, table.expire(160), "expired at 160");
            Suite.equal("", names(table.alive(160)), "alive at 160");
        });

        suite.test("peers-capacity", () -> {
            PeerTable table = new PeerTable(2, 100);
            table.heard("amber", "10.0.0.1:7400", 0);
            table.heard("birch", "10.0.0.2:7400", 1);
            table.heard("cedar", "10.0.0.3:7400", 2);
            Suite.equal("birch cedar", names(table.alive(3)), "the two heard of last");
        });

        suite.test("peers-heard-again", () -> {
            PeerTable full = new PeerTable(2, 100);
            full.heard("amber", "10.0.0.1:7400", 0);
            full.heard("birch", "10.0.0.2:7400", 10);
            full.heard("amber", "10.0.0.1:7400", 20);
            full.heard("cedar", "10.0.0.3:7400", 30);
            Suite.equal("amber cedar", names(full.alive(40)), "birch was silent for longest");

            PeerTable table = new PeerTable(8, 100);
            table.heard("amber", "10.0.0.1:7400", 0);
            table.heard("birch", "10.0.0.2:7400", 10);
            table.heard("amber", "10.0.0.1:7400", 90);
            Suite.equal(1, table.expire(110), "birch expires behind amber");
            Suite.equal("amber", names(table.alive(110)), "alive at 110");
        });

        suite.test("peers-new-address", () -> {
            PeerTable table = new PeerTable(2, 100);
            table.heard("amber", "10.0.0.1:7400", 0);
            table.heard("amber", "10.0.0.9:7400", 80);
            Peer amber = table.alive(120).get(0);
            Suite.equal("10.0.0.9:7400", amber.address(), "address");
            Suite.equal(180L, amber.expiresAt(), "expiry");
        });
    }

    private static String names(List<Peer> peers) {
        List<String> names = new ArrayList<>();
        for (Peer peer : peers) {
            names.add(peer.name());
        }
        return String.join(" ", names);
    }
}
