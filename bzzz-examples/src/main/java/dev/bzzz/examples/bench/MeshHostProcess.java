package dev.bzzz.examples.bench;

import dev.bzzz.p2p.Libp2pNode;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One host of a measurement with processes. It tells its address, takes those to dial, says that it
 * is connected, and then tells of each message its number and when it came, until its input ends.
 */
final class MeshHostProcess {
  private MeshHostProcess() {}

  public static void main(String[] arguments) throws IOException {
    DataInputStream orders = new DataInputStream(System.in);
    DataOutputStream told = new DataOutputStream(new BufferedOutputStream(System.out));
    try (Libp2pNode host = MeshHost.start()) {
      MeshHost.hear(host, (number, nanos) -> tell(told, number, nanos));
      synchronized (told) {
        told.writeUTF(host.addresses().get(0).toString());
        told.flush();
        MeshHost.dial(host, read(orders));
        told.writeBoolean(true);
        told.flush();
      }
      while (orders.read() >= 0) {
        // Nothing more is said; the end counts.
      }
    }
  }

  /** Tells a host's process whom to dial. */
  static void order(DataOutputStream orders, List<String> addresses) throws IOException {
    orders.writeInt(addresses.size());
    for (String address : addresses) {
      orders.writeUTF(address);
    }
    orders.flush();
  }

  private static List<String> read(DataInputStream orders) throws IOException {
    int count = orders.readInt();
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      addresses.add(orders.readUTF());
    }
    return addresses;
  }

  private static void tell(DataOutputStream told, int number, long nanos) {
    synchronized (told) {
      try {
        told.writeInt(number);
        told.writeLong(nanos);
        told.flush();
      } catch (IOException e) {
        throw new IllegalStateException("nobody measures any more", e);
      }
    }
  }
}
