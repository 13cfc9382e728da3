package dev.bzzz.p2p.discovery;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A DNS server on a loopback port that knows what it is told, and is silent about "silent.…". */
final class FakeDnsServer implements AutoCloseable {
  private static final int MAX_UDP_BYTES = 512;

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final Map<String, List<byte[]>> records = new ConcurrentHashMap<>();

  FakeDnsServer() throws IOException {
    ServerSocket stream = null;
    DatagramSocket datagrams = null;
    while (datagrams == null) {
      stream = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
      try {
        datagrams = new DatagramSocket(stream.getLocalPort(), InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        stream.close(); // somebody has that UDP port: take another pair
      }
    }
    this.tcp = stream;
    this.udp = datagrams;
    start(this::serveDatagrams);
    start(this::serveStreams);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "fake-dns");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort());
  }

  void hosts(String name, String... ips) {
    for (String ip : ips) {
      byte[] bytes = SomePeers.ip(ip).getAddress();
      add(name, bytes.length == 4 ? MdnsMessage.TYPE_A : MdnsMessage.TYPE_AAAA, bytes);
    }
  }

  /** One TXT record, in strings of at most 200 bytes. */
  void text(String name, String text) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (int at = 0; at < text.length(); at += 200) {
      byte[] part =
          text.substring(at, Math.min(text.length(), at + 200)).getBytes(StandardCharsets.US_ASCII);
      data.write(part.length);
      data.writeBytes(part);
    }
    add(name, MdnsMessage.TYPE_TXT, data.toByteArray());
  }

  void forget(String name, int type) {
    records.remove(name + " " + type);
  }

  private void add(String name, int type, byte[] data) {
    records.merge(
        name + " " + type,
        List.of(data),
        (old, more) -> java.util.stream.Stream.concat(old.stream(), more.stream()).toList());
  }

  private void serveDatagrams() {
    byte[] buffer = new byte[4096];
    while (!udp.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()), MAX_UDP_BYTES);
        if (answer.length > 0) {
          udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        continue; // closed, which ends the loop, or the asker has gone
      }
    }
  }

  private void serveStreams() {
    while (!tcp.isClosed()) {
      try (Socket socket = tcp.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        byte[] answer = answer(in.readNBytes(in.readUnsignedShort()), 65_535);
        ByteBuffer framed = ByteBuffer.allocate(2 + answer.length);
        out.write(framed.putShort((short) answer.length).put(answer).array());
      } catch (IOException e) {
        continue; // closed, which ends the loop, or the asker has gone
      }
    }
  }

  private byte[] answer(byte[] query, int maxBytes) {
    int end = 12;
    StringBuilder name = new StringBuilder();
    while (query[end] != 0) {
      name.append(name.length() > 0 ? "." : "");
      name.append(new String(query, end + 1, query[end], StandardCharsets.US_ASCII));
      end += 1 + query[end];
    }
    int type = query[end + 2];
    if (name.indexOf("silent.") == 0) {
      return new byte[0];
    }
    List<byte[]> found = records.getOrDefault(name + " " + type, List.of());
    boolean known = records.keySet().stream().anyMatch(key -> key.startsWith(name + " "));
    ByteBuffer out = ByteBuffer.allocate(65_535);
    out.put(query, 0, 2).putShort((short) (0x8180 | (known ? 0 : 3)));
    out.putShort((short) 1).putShort((short) found.size()).putShort((short) 0).putShort((short) 0);
    out.put(query, 12, end + 5 - 12);
    int bare = out.position();
    for (byte[] data : found) {
      out.putShort((short) 0xc00c).putShort((short) type).putShort((short) 1).putInt(60);
      out.putShort((short) data.length).put(data);
    }
    if (out.position() > maxBytes) {
      out.putShort(2, (short) 0x8380).putShort(6, (short) 0).position(bare); // truncated
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
