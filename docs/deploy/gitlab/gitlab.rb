# Settings of GitLab, read by stack.yml. Everything that is not here is as GitLab ships it.
external_url "https://#{ENV['GITLAB_DOMAIN']}"

# Traefik ends TLS; inside the swarm it speaks plain HTTP to port 80.
letsencrypt['enable'] = false
nginx['listen_port'] = 80
nginx['listen_https'] = false
nginx['proxy_set_headers'] = { 'X-Forwarded-Proto' => 'https', 'X-Forwarded-Ssl' => 'on' }
nginx['client_max_body_size'] = '0'

# The network that traefik.yml makes. Without it all clients share one address, and one of them with
# an old token can have all of them shut out.
nginx['real_ip_trusted_addresses'] = ['10.213.0.0/24']
nginx['real_ip_header'] = 'X-Forwarded-For'
nginx['real_ip_recursive'] = 'on'
gitlab_rails['trusted_proxies'] = ['10.213.0.0/24']

# Counts at the first start only. A line break at the end would become part of the password.
gitlab_rails['initial_root_password'] = File.read('/run/secrets/gitlab_root_password').strip
gitlab_rails['display_initial_root_password'] = false
gitlab_rails['store_initial_root_password'] = false

gitlab_rails['usage_ping_enabled'] = false

# What agents do not need.
registry['enable'] = false
gitlab_pages['enable'] = false
gitlab_kas['enable'] = false
prometheus_monitoring['enable'] = false

# Enough for about 20 people and agents in 4 to 8 GB.
puma['worker_processes'] = 2
sidekiq['concurrency'] = 10
postgresql['shared_buffers'] = '256MB'

# A week of backups; the README tells how to bring them to another machine.
gitlab_rails['backup_keep_time'] = 604800
