package dev.bzzz.git.hooks;

import dev.bzzz.core.BzzzException;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands HTTP requests to a receiver, and answers them. Safe for use by many threads. */
final class HookEndpoint {
  /** How often refused webhooks of one kind are told in the log. */
  static final Duration TOLD_EVERY = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(HookServer.class);

  private final HookReceiver receiver;
  private final Map<HookVerdict, Long> toldNanos = new ConcurrentHashMap<>();

  HookEndpoint(HookReceiver receiver) {
    this.receiver = receiver;
  }

  void receive(Context context) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    context
        .req()
        .getHeaderNames()
        .asIterator()
        .forEachRemaining(name -> headers.put(name, context.req().getHeader(name)));
    byte[] body = context.req().getInputStream().readNBytes(HookReceiver.MAX_BODY_BYTES + 1);
    HookVerdict verdict =
        receiver.receive(new HookRequest(context.pathParam("kind"), headers, body));
    if (verdict.refused()) {
      tell(verdict, context.req().getRemoteAddr());
    }
    answer(context, verdict.status(), verdict.text());
  }

  /** The secret cannot be had. */
  void failed(BzzzException error, Context context) {
    LOG.warn("cannot judge a webhook: {}", error.getMessage());
    answer(context, 503, "this cannot be checked now; try again");
  }

  /** Not each: whoever reaches the port could fill the log. */
  private void tell(HookVerdict verdict, String from) {
    long now = System.nanoTime();
    long told =
        toldNanos.merge(
            verdict, now, (last, next) -> next - last < TOLD_EVERY.toNanos() ? last : next);
    if (told == now) {
      LOG.warn(
          "refused a webhook: verdict={} from={} refused={} cause={}",
          verdict,
          from,
          receiver.counts().get(verdict),
          verdict.text());
    }
  }

  private static void answer(Context context, int status, String text) {
    context.status(status).contentType("text/plain; charset=utf-8").result(text + "\n");
  }
}
