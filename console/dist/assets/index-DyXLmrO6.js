import{u as a,t as r,a as t,E as s,P as n}from"./index-CjLIIk5U.js";function u(){const e=a(r);return t(n,{title:e.names.operate,children:t(s,{})})}export{u as default};
