{#- The demo application's formula: what a version needs on the host before its containers start.

    mockup:
      version: V
      directory: /etc/mockup       where the settings of each version lie
-#}
{%- set mockup = salt['pillar.get']('mockup', {}) %}
{%- set directory = mockup.get('directory', grains.get('mockup_directory', '/etc/mockup')) %}
mockup settings:
  file.managed:
    - name: {{ directory }}/{{ mockup.version }}.conf
    - makedirs: True
    - mode: '0644'
    - contents: |
        greeting=hello from {{ mockup.version }}
