{%- set tplroot = tpldir.split('/')[0] %}
{%- from tplroot ~ '/map.jinja' import mapdata as nginx with context %}
{%- set sls_service = tplroot ~ '.service' %}

nginx-install:
  pkg.installed:
    - pkgs: {{ nginx.packages }}
{%- if nginx.version is defined %}
    - version: {{ nginx.version }}
{%- endif %}

{%- for name, site in nginx.sites|dictsort %}
{%-   if site.get('enabled', true) %}

nginx-site-{{ name }}:
  file.managed:
    - name: {{ nginx.confdir }}/sites-enabled/{{ name }}.conf
    - source: salt://{{ tplroot }}/files/site.conf.jinja
    - template: jinja
    - mode: '{{ site.mode|default('0644') }}'
    - context:
        server_name: {{ site.names|join(' ') }}
        port: {{ site.port|default(80) }}
        root: {{ site.root|default('/srv/www/' ~ name) }}
        {%- if site.tls is defined and site.tls %}
        certificate: /etc/ssl/{{ name }}.pem
        {%- endif %}
    - require:
      - pkg: nginx-install
    - watch_in:
      - service: {{ nginx.service }}
{%-   else %}

nginx-site-{{ name }}-absent:
  file.absent:
    - name: {{ nginx.confdir }}/sites-enabled/{{ name }}.conf
{%-   endif %}
{%- endfor %}

{{ nginx.service }}:
  service.running:
    - enable: {{ nginx.enable|string|lower }}
