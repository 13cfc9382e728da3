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
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

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

  private final DnsNameResolver four;
  private final DnsNameResolver six;

  /**
   * Opens the resolver.
   *
   * @param servers asked in this order; the system's when there are none
   */
  DnsLookups(EventLoop loop, List<InetSocketAddress> servers) {
    this(loop, servers, UnaryOperator.identity());
  }

  DnsLookups(
      EventLoop loop,
      List<InetSocketAddress> servers,
      UnaryOperator<DnsNameResolverBuilder> settings) {
    DnsNameResolverBuilder builder =
        new DnsNameResolverBuilder(loop)
            .datagramChannelType(NioDatagramChannel.class)
            .socketChannelType(NioSocketChannel.class)
            .queryTimeoutMillis(QUERY_TIMEOUT_MILLIS)
            .maxQueriesPerResolve(MAX_QUERIES)
            .resolveCache(NoopDnsCache.INSTANCE) // each round wants to see what has changed
            .cnameCache(NoopDnsCnameCache.INSTANCE);
    if (!servers.isEmpty()) {
      builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers));
    }
    settings.apply(builder);
    this.four = builder.resolvedAddressTypes(ResolvedAddressTypes.IPV4_ONLY).build();
    this.six = builder.resolvedAddressTypes(ResolvedAddressTypes.IPV6_ONLY).build();
  }

  /** Answers the question with exactly one input, on the loop. */
  void ask(ResolveEffect.Ask ask, Consumer<ResolveInput> answer) {
    try {
      switch (ask.kind()) {
        case TXT -> askForTexts(ask, answer);
        case A -> askForHosts(four, ask, answer);
        case AAAA -> askForHosts(six, ask, answer);
      }
    } catch (IllegalArgumentException e) {
      answer.accept(new ResolveInput.Failed(ask.call(), "it is no DNS name"));
    }
  }

  private void askForTexts(ResolveEffect.Ask ask, Consumer<ResolveInput> answer) {
    Future<List<DnsRecord>> lookup =
        four.resolveAll(new DefaultDnsQuestion(ask.name(), DnsRecordType.TXT));
    lookup.addListener(
        done ->
            answer.accept(
                done.isSuccess()
                    ? new ResolveInput.Texts(ask.call(), texts(lookup.getNow()))
                    : failed(ask, done.cause())));
  }

  /** With the domains that the system searches, as short names of services in Kubernetes need. */
  private static void askForHosts(
      DnsNameResolver resolver, ResolveEffect.Ask ask, Consumer<ResolveInput> answer) {
    List<InetAddress> own = inHostsFile(ask);
    if (!own.isEmpty()) {
      answer.accept(new ResolveInput.Hosts(ask.call(), own));
      return;
    }
    Future<List<InetAddress>> lookup = resolver.resolveAll(ask.name());
    lookup.addListener(
        done ->
            answer.accept(
                done.isSuccess()
                    ? new ResolveInput.Hosts(
                        ask.call(), lookup.getNow().stream().limit(MAX_RECORDS).toList())
                    : failed(ask, done.cause())));
  }

  /** Read anew each time, for it may change; the resolver reads it once. */
  private static List<InetAddress> inHostsFile(ResolveEffect.Ask ask) {
    HostsFileEntriesProvider file = HostsFileEntriesProvider.parser().parseSilently();
    Map<String, List<InetAddress>> entries =
        ask.kind() == ResolveEffect.Kind.A ? file.ipv4Entries() : file.ipv6Entries();
    return entries.getOrDefault(ask.name().toLowerCase(Locale.ROOT), List.of());
  }

  private static List<String> texts(List<DnsRecord> records) {
    try {
      return records.stream()
          .filter(it -> it.type().equals(DnsRecordType.TXT) && it instanceof DnsRawRecord)
          .limit(MAX_RECORDS)
          .map(it -> text(bytes(((DnsRawRecord) it).content())))
          .toList();
    } finally {
      records.forEach(ReferenceCountUtil::release);
    }
  }

  private static ResolveInput failed(ResolveEffect.Ask ask, Throwable cause) {
    return new ResolveInput.Failed(ask.call(), ask.name() + " " + ask.kind() + ": " + why(cause));
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

  @Override
  public void close() {
    four.close();
    six.close();
  }
}
