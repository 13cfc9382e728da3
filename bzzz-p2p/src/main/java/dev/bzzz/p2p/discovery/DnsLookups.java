package dev.bzzz.p2p.discovery;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.HostsFileEntriesProvider;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Looks names up in the host's own file and in DNS, over UDP and, when an answer is too long for
 * that, over TCP. Confined to its event loop.
 */
final class DnsLookups implements AutoCloseable {
  /** How long one server may take to answer. */
  static final int QUERY_TIMEOUT_MILLIS = 3000;

  /** How many further queries (aliases, search domains) one lookup may lead to. */
  static final int MAX_QUERIES = 16;

  /** The most texts and addresses taken from one answer. */
  static final int MAX_RECORDS = 512;

  private final DnsNameResolver resolver;

  /**
   * Opens the resolver.
   *
   * @param servers asked in this order; the system's when there are none
   */
  DnsLookups(EventLoop loop, List<InetSocketAddress> servers) {
    this(loop, servers, QUERY_TIMEOUT_MILLIS);
  }

  DnsLookups(EventLoop loop, List<InetSocketAddress> servers, int timeoutMillis) {
    DnsNameResolverBuilder builder =
        new DnsNameResolverBuilder(loop)
            .datagramChannelType(NioDatagramChannel.class)
            .socketChannelType(NioSocketChannel.class)
            .queryTimeoutMillis(timeoutMillis)
            .maxQueriesPerResolve(MAX_QUERIES)
            .resolveCache(NoopDnsCache.INSTANCE) // each round wants to see what has changed
            .cnameCache(NoopDnsCnameCache.INSTANCE);
    if (!servers.isEmpty()) {
      builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers));
    }
    this.resolver = builder.build();
  }

  /** Answers the question with exactly one input, on the loop. */
  void ask(ResolveEffect.Ask ask, Consumer<ResolveInput> answer) {
    List<InetAddress> own = inHostsFile(ask);
    if (!own.isEmpty()) {
      answer.accept(new ResolveInput.Hosts(ask.call(), own));
      return;
    }
    DnsRecordType type =
        switch (ask.kind()) {
          case A -> DnsRecordType.A;
          case AAAA -> DnsRecordType.AAAA;
          case TXT -> DnsRecordType.TXT;
        };
    Future<List<DnsRecord>> lookup;
    try {
      lookup = resolver.resolveAll(new DefaultDnsQuestion(ask.name(), type));
    } catch (IllegalArgumentException e) {
      answer.accept(new ResolveInput.Failed(ask.call(), "it is no DNS name"));
      return;
    }
    lookup.addListener(done -> answer.accept(answer(ask, type, lookup)));
  }

  /**
   * Read anew each time, for it may change. The resolver looks there as well, but in vain: it asks
   * for names with a dot at their end.
   */
  private static List<InetAddress> inHostsFile(ResolveEffect.Ask ask) {
    if (ask.kind() == ResolveEffect.Kind.TXT) {
      return List.of();
    }
    HostsFileEntriesProvider file = HostsFileEntriesProvider.parser().parseSilently();
    Map<String, List<InetAddress>> entries =
        ask.kind() == ResolveEffect.Kind.A ? file.ipv4Entries() : file.ipv6Entries();
    return entries.getOrDefault(ask.name().toLowerCase(Locale.ROOT), List.of());
  }

  private static ResolveInput answer(
      ResolveEffect.Ask ask, DnsRecordType type, Future<List<DnsRecord>> lookup) {
    if (!lookup.isSuccess()) {
      return new ResolveInput.Failed(
          ask.call(), ask.name() + " " + ask.kind() + ": " + why(lookup.cause()));
    }
    List<DnsRecord> records = lookup.getNow();
    try {
      List<byte[]> data =
          records.stream()
              .filter(it -> it.type().equals(type) && it instanceof DnsRawRecord)
              .limit(MAX_RECORDS)
              .map(it -> bytes(((DnsRawRecord) it).content()))
              .toList();
      return ask.kind() == ResolveEffect.Kind.TXT
          ? new ResolveInput.Texts(ask.call(), data.stream().map(DnsLookups::text).toList())
          : new ResolveInput.Hosts(ask.call(), addresses(data));
    } finally {
      records.forEach(ReferenceCountUtil::release);
    }
  }

  private static String why(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null || message.isBlank() ? root.getClass().getSimpleName() : message;
  }

  private static byte[] bytes(ByteBuf content) {
    byte[] bytes = new byte[content.readableBytes()];
    content.getBytes(content.readerIndex(), bytes);
    return bytes;
  }

  /** The strings of a TXT record are parts of one text. */
  private static String text(byte[] data) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < data.length) {
      int length = Math.min(data[at] & 0xff, data.length - at - 1);
      text.append(new String(data, at + 1, length, StandardCharsets.UTF_8));
      at += 1 + length;
    }
    return text.toString();
  }

  private static List<InetAddress> addresses(List<byte[]> data) {
    List<InetAddress> addresses = new ArrayList<>();
    for (byte[] bytes : data) {
      try {
        addresses.add(InetAddress.getByAddress(bytes));
      } catch (UnknownHostException e) {
        continue; // a record that is neither 4 nor 16 bytes long says nothing
      }
    }
    return addresses;
  }

  @Override
  public void close() {
    resolver.close();
  }
}
