package dev.bzzz.git.server;

import dev.bzzz.core.PermanentException;
import dev.bzzz.git.local.HostedForge;
import dev.bzzz.git.local.LocalForge;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinException;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A running forge: git's smart HTTP protocol and GitHub's REST API (v3) for the repositories of a
 * {@link LocalForge} folder. Its state is that folder and nothing else, so it may be killed at any
 * moment, and others may use the folder meanwhile, with or without a server of their own. Safe for
 * use by many threads.
 */
public final class ForgeServer implements AutoCloseable {
  /** How long requests may go on after {@link #close}. */
  public static final Duration GRACE = Duration.ofSeconds(10);

  /** Name of the logger that hears of every request, at INFO. */
  public static final String ACCESS_LOGGER = "dev.bzzz.git.server.access";

  /** Most requests that are worked on at a time. */
  static final int MAX_THREADS = 64;

  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int IDLE_THREAD_MS = 30_000;

  private final Javalin javalin;
  private final HookSender sender;
  private final URI url;

  private ForgeServer(Javalin javalin, HookSender sender, URI url) {
    this.javalin = javalin;
    this.sender = sender;
    this.url = url;
  }

  /**
   * Starts to serve.
   *
   * @throws PermanentException if the folder is no forge, or the port is taken
   */
  public static ForgeServer start(ServerOptions options) {
    HostedForge forge = HostedForge.of(LocalForge.create(options.dir(), options.login()));
    HookSender sender = new HookSender();
    Javalin javalin = Javalin.create(config -> configure(config, options, forge, sender));
    try {
      javalin.start(options.host(), options.port());
    } catch (JavalinException e) {
      javalin.stop();
      sender.close();
      throw new PermanentException(
          "cannot serve the forge at "
              + options.host()
              + ":"
              + options.port()
              + ": "
              + (e.getCause() == null ? e : e.getCause()).getMessage()
              + "; see that --host is an address of this machine, or choose another --port, or 0 for any"
              + " free one",
          e);
    }
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return new ForgeServer(javalin, sender, URI.create("http://" + host + ":" + javalin.port()));
  }

  /** Where git finds repositories: {@code url()/OWNER/NAME.git}. Without a slash at the end. */
  public URI url() {
    return url;
  }

  /** Where the API is. Without a slash at the end. */
  public URI apiUrl() {
    return URI.create(url + ApiPaths.ROOT);
  }

  /** Takes no more requests, and waits at most {@link #GRACE} for those it has. */
  @Override
  public void close() {
    javalin.stop();
    sender.close();
  }

  private static void configure(
      JavalinConfig config, ServerOptions options, HostedForge forge, HookSender sender) {
    Events events = new Events(forge, sender, options.login());
    GitService git = new GitService(forge, events);
    Api api = new Api(config.routes, forge, options);
    new Users().routes(api);
    new Repositories(forge).routes(api);
    new Statuses().routes(api); // before the commits, whose paths would swallow theirs
    new Commits().routes(api);
    new Contents(new FileChanges(events)).routes(api);
    new Refs(events).routes(api);
    new Issues(events).routes(api);
    new Comments(events).routes(api);
    new Labels(events).routes(api);
    new Pulls(events).routes(api);
    new Hooks(sender).routes(api);
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 2, IDLE_THREAD_MS);
    threads.setName("bzzz-forge");
    config.jetty.threadPool = threads;
    config.jetty.modifyServer(server -> configure(server, options));
    config.jetty.modifyHttpConfiguration(ForgeServer::configure);
    config.jetty.modifyServletContextHandler(
        handler -> {
          handler.getServletHandler().setDecodeAmbiguousURIs(true);
          handler.setErrorHandler(new JsonErrors());
          add(handler, new FilterHolder(new GitGate(options.tokens())));
          add(handler, new FilterHolder(git.filter()));
        });
  }

  private static void add(ServletContextHandler handler, FilterHolder filter) {
    handler.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
  }

  private static void configure(Server server, ServerOptions options) {
    server.setStopTimeout(GRACE.toMillis());
    server.setErrorHandler(new JsonErrors());
    server.setRequestLog(new AccessLog(options.tokens()));
    server.insertHandler(new GracefulHandler());
  }

  private static void configure(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    // Names of labels and branches hold slashes, which clients write as %2F.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "bzzz",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
  }
}
